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

/** Keeps what a participant has chosen. Everything but `on` and `off` is no choice: what was chosen before it stays. */
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
 * With what somebody enters a room: missing is missing; off stays off, whether this page says so or the service knows
 * it, and also while the device is taken or the picture held back; a microphone is live only where both agree. Nothing
 * but a later `room:set-source` switches it on.
 */
export function settleSources(said: SourceStates, chosen: ChosenSources): SourceStates {
  return eachSource((source) =>
    said[source] === 'missing' || chosen[source] === 'on' ? said[source] : 'off',
  );
}

/** What a page says is off and the service does not know of yet. */
export function unkeptChoices(said: SourceStates, chosen: ChosenSources): Source[] {
  return sourceNames.filter((source) => said[source] === 'off' && chosen[source] === 'on');
}
