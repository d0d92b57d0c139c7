import { type Actor, requirePermission, requirePerson, requireStation } from '../actors.ts';
import type { CheckResult } from './wire.ts';
import type { IceTransportPolicy } from '../rooms/wire.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';

/** A week at four a day: enough to see when it began, and no more rows however often a page reports. */
const checksKept = 28;

/** Whose check it is: one for each station and person, whatever tabs they have open. */
export type Checker = `station:${string}` | `clinician:${string}`;

/** Whether the actor may check the path to the SFU, in which region, and by which path its media would go. */
export async function prepareCheck(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
): Promise<{ checker: Checker; region: string | null; iceTransportPolicy: IceTransportPolicy }> {
  requirePermission(actor, 'check:open');
  const { reads } = deps.store;
  if (actor.kind === 'station') {
    const { organisationId, stationId } = actor;
    return { checker: `station:${stationId}`, ...(await reads.findCheckPlace(organisationId, stationId)) };
  }
  const { organisationId, personId } = requirePerson(actor, 'check:open');
  return { checker: `clinician:${personId}`, ...(await reads.findCheckPlace(organisationId, null)) };
}

/** Stores what a station has found, and has the boards read it. */
export async function reportCheck(
  deps: Pick<Deps, 'store' | 'facts'>,
  actor: Actor,
  result: CheckResult,
): Promise<void> {
  const { stationId, organisationId } = requireStation(actor, 'check:report');
  await transact(deps, async (tx) => {
    await tx.checks.keepCheck(stationId, result, { keep: checksKept });
    tx.boardChanged(organisationId);
  });
}
