import { type Actor, auditActor, requireStation } from '../actors.ts';
import { stationAudience } from '../audience.ts';
import { callEntry } from '../calls/call.ts';
import { newCall } from '../calls/place.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import type { CallId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { endBookedAt } from '../visits/end-unasked.ts';

/**
 * One press of the button. A station has at most one open call: a second press, a second tab or a reload answers
 * with the one that is open. Every press wakes the dispatcher, because ringing once too often harms nobody. A booked visit
 * at the station ends: an urgent press is never refused because of a clinic.
 */
export async function startCall(deps: Deps, actor: Actor): Promise<{ callId: CallId }> {
  const station = requireStation(actor, 'call:place');
  const by = auditActor(station);
  const { stationId } = station;
  return transact(deps, async (tx) => {
    const { call, placed } = await tx.calls.placeOrFind(newCall(deps, station, tx.now));
    if (call.life.phase === 'waiting') {
      tx.afterCommit(() => dispatch(deps, call), 'before-facts');
    }
    if (placed) {
      await endBookedAt(deps, tx, { stationId, by, reason: 'urgent-call' });
      await tx.audit([callEntry(by, call, 'call.placed', { acuity: call.acuity })]);
      await tx.tell('call:placed', [stationAudience(stationId)]);
      tx.boardChanged(call.organisationId);
    }
    return { callId: call.id };
  });
}
