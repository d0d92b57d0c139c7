import { type Actor, requirePermission } from '../actors.ts';
import type { ChosenSources, Source, SourceState, SourceStates } from './wire.ts';
import type { Deps } from '../ports.ts';
import type { Chooser } from './source-choice-port.ts';
import { eachSource, sourceNames } from './sources.ts';

/** What this participant has chosen for their microphone and camera in this room, on whatever page or server. */
export async function readChoices(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  chooser: Chooser,
): Promise<ChosenSources> {
  requirePermission(actor, 'visit:join');
  return deps.store.reads.getChoices(chooser);
}

/**
 * Stores what a participant has chosen. Only `on` and `off` are choices: any other state leaves the previous choice.
 */
export async function keepChoice(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { source, state, ...chooser }: Chooser & { source: Source; state: SourceState },
): Promise<void> {
  requirePermission(actor, 'visit:join');
  if (state !== 'on' && state !== 'off') return;
  await deps.store.transact((tx) => tx.sourceChoices.keepChoice(chooser, { source, chosen: state }));
}

/**
 * The sources somebody enters a room with: missing is missing; off stays off, whether this page says so or the
 * service has it stored, and also while the device is taken or the camera suspended; a microphone is live only where
 * both agree. Only a later `room:set-source` switches it on.
 */
export function settleSources(said: SourceStates, chosen: ChosenSources): SourceStates {
  return eachSource((source) =>
    said[source] === 'missing' || chosen[source] === 'on' ? said[source] : 'off',
  );
}

/** What a page reports as off and the service has not stored yet. */
export function unkeptChoices(said: SourceStates, chosen: ChosenSources): Source[] {
  return sourceNames.filter((source) => said[source] === 'off' && chosen[source] === 'on');
}
