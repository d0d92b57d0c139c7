import type { AuditActor } from '../actors.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { advance, concerned, ringingOffers } from '../calls/life.ts';
import { type Call, callEntry, type EndReason } from '../calls/call.ts';
import type { StationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { closeVisit } from './end-visit.ts';
import type { VisitEndReason } from './visit.ts';

/** A station has been revoked: its open call ends, and everybody rung or visiting is notified. */
export async function removeStation(deps: Deps, actor: AuditActor, stationId: StationId): Promise<void> {
  await transact(deps, async (tx) => {
    const call = await tx.calls.lockOpenOfStation(stationId);
    if (call !== undefined) {
      await endUnasked(deps, tx, { call, actor, reason: 'station-revoked' });
    }
  });
}

/** Ends an open call within the caller's transaction: rings stop, a visit closes. */
export async function endUnasked(
  deps: Deps,
  tx: TellingTransaction,
  {
    call,
    actor,
    reason,
  }: { call: Call; actor: AuditActor; reason: EndReason & ('station-revoked' | 'dropped') },
): Promise<void> {
  const visit = call.life.phase === 'active' ? await tx.visits.lock(call.life.visitId) : undefined;
  for (const { offerId } of ringingOffers(call.life)) {
    await tx.calls.settleOffer(offerId, 'withdrawn', reason);
  }
  if (visit === undefined) {
    tx.afterCommit(() => deps.rooms.closeRoom(call.roomId));
    tx.afterCommit(() => wakeDispatcher(deps, call.organisationId));
  } else {
    await closeVisit(deps, tx, { visit, reason: visitEnd[reason] });
  }
  await tx.calls.setLife(call.id, advance(call.life, { type: reason, at: tx.now }));
  await tx.audit([callEntry(actor, call, 'call.ended', { reason })]);
  await tx.tell('call:ended', concerned(call));
  tx.boardChanged(call.organisationId);
}

const visitEnd: Readonly<Record<'station-revoked' | 'dropped', VisitEndReason>> = {
  'station-revoked': 'station-revoked',
  dropped: 'station-lost',
};
