import type { AuditActor } from '../actors.ts';
import { concerned, wakeDispatcher } from '../calls/announce.ts';
import { callEntry } from '../calls/call-entry.ts';
import type { Call, EndReason, Visit } from '../calls/call.ts';
import { advance, ringingOffers } from '../calls/life.ts';
import type { StationId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { announceClosed, type ClosedVisit, closeVisit } from './end-visit.ts';

/** A station has been revoked: its open call ends, and everybody rung or visiting is notified. */
export async function removeStation(deps: Deps, actor: AuditActor, stationId: StationId): Promise<void> {
  const ended = await deps.store.transact(async (tx) => {
    const call = await tx.calls.lockOpenOfStation(stationId);
    return call && endUnasked(deps, tx, { call, actor, reason: 'station-revoked' });
  });
  if (ended !== undefined) {
    await announceUnasked(deps, ended);
  }
}

/** A call that ended without either side asking for it; `closed` when a visit ended with it. */
export type EndedCall = { call: Call; closed: ClosedVisit | undefined };

/** Ends an open call within the caller's transaction: rings stop, a visit closes. */
export async function endUnasked(
  deps: Deps,
  tx: Transaction,
  {
    call,
    actor,
    reason,
  }: { call: Call; actor: AuditActor; reason: EndReason & ('station-revoked' | 'dropped') },
): Promise<EndedCall> {
  const visit = call.life.phase === 'active' ? await tx.calls.findVisit(call.life.visitId) : undefined;
  for (const { offerId } of ringingOffers(call.life)) {
    await tx.calls.settleOffer(offerId, 'withdrawn', reason);
  }
  const closed = visit && (await closeVisit(deps, tx, { visit, call, reason: visitEnd[reason] }));
  await tx.calls.setLife(call.id, advance(call.life, { type: reason, at: tx.now }));
  await tx.audit([callEntry(actor, call, 'call.ended', { reason })]);
  await tx.raise(concerned(call));
  return { call, closed };
}

const visitEnd: Readonly<Record<'station-revoked' | 'dropped', NonNullable<Visit['ended']>['reason']>> = {
  'station-revoked': 'station-revoked',
  dropped: 'station-lost',
};

/** After the commit of `endUnasked`. */
export async function announceUnasked(deps: Deps, { call, closed }: EndedCall): Promise<void> {
  await (closed === undefined
    ? Promise.all([
        deps.rooms.closeRoom(call.roomId),
        deps.facts.tell('call:ended', concerned(call)),
        wakeDispatcher(deps, call.organisationId),
      ])
    : announceClosed(deps, closed));
  deps.facts.boardChanged(call.organisationId);
}
