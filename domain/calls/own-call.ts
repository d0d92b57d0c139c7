import type { StationActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { CallId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import type { Call } from './call.ts';

/** Another station's call does not exist for this one. Locks it until the transaction ends. */
export async function lockOwnCall(tx: Transaction, station: StationActor, callId: CallId): Promise<Call> {
  const call = await tx.calls.lock(callId);
  if (call?.stationId !== station.stationId) {
    throw new DomainError('not-found', 'no such call');
  }
  return call;
}
