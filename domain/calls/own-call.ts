import type { StationActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { CallId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import type { Call } from './call.ts';

/** What is typed of a call that was cut off or has just ended is not lost. */
export const afterEndMs = 12 * 3_600_000;

/** Another station's call does not exist for this one. Locks it until the transaction ends. */
export async function lockOwnCall(tx: Transaction, station: StationActor, callId: CallId): Promise<Call> {
  const call = await tx.calls.lock(callId);
  if (call?.stationId !== station.stationId) {
    throw new DomainError('not-found', 'no such call');
  }
  return call;
}

/** The last of the calls that continue this one, or this one: whom it is about is decided there, and who is told. Locks it. */
export async function lockLatest(tx: Transaction, call: Call): Promise<Call> {
  const latest = await tx.callBacks.findContinuing(call.id);
  return (latest && (await tx.calls.lock(latest))) ?? call;
}

/** Throws `wrong-phase` for a call that has ended so long ago that nothing of it is taken any more. */
export function requireRecent({ life }: Call, now: Date): void {
  if (life.phase === 'ended' && now.getTime() - life.at.getTime() > afterEndMs) {
    throw new DomainError('wrong-phase', 'the call has ended');
  }
}
