import type { AuditActor } from '../actors.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { advance, concerned, ringingOffers } from '../calls/life.ts';
import { type Call, callEntry, type EndReason } from '../calls/call.ts';
import type { StationId, VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { closeVisit } from './end-visit.ts';
import { visitEntry, type VisitEndReason } from './visit.ts';
import { lockWithOrigin } from './visit-lock.ts';

/** A station has been revoked: its open call ends and so does a booked visit, and everybody rung or visiting is notified. */
export async function removeStation(deps: Deps, actor: AuditActor, stationId: StationId): Promise<void> {
  await transact(deps, async (tx) => {
    const call = await tx.calls.lockOpenOfStation(stationId);
    if (call !== undefined) {
      await endUnasked(deps, tx, { call, actor, reason: 'station-revoked' });
    }
    await endBookedAt(deps, tx, { stationId, by: actor, reason: 'station-revoked' });
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

/** Why a booked visit is cut short from the side of its station. */
type CutReason = VisitEndReason & ('station-revoked' | 'station-lost' | 'urgent-call');

/**
 * Cuts the booked visit at a station short, if one runs, within the caller's transaction. Its booking stays running: while it
 * is its day, its clinician can start it again. The caller has locked nothing but the station.
 */
export async function endBookedAt(
  deps: Deps,
  tx: TellingTransaction,
  { stationId, ...how }: { stationId: StationId; by: AuditActor; reason: CutReason },
): Promise<void> {
  const found = await tx.visits.findBookedAt(stationId);
  const visit = found && (await lockWithOrigin(tx, found.id));
  if (visit?.ended === null) {
    await closeVisit(deps, tx, { visit, reason: how.reason });
    await tx.audit([visitEntry(how.by, visit, 'visit.ended', { reason: how.reason })]);
  }
}

/**
 * The station of a booked visit has been gone for longer than the grace. No call-back is opened: nobody has asked for help,
 * and the clinician knows whom they were to see. Idempotent.
 */
export async function loseStation(
  deps: Deps,
  { visitId, listeningSince }: { visitId: VisitId; listeningSince: Date },
): Promise<void> {
  await transact(deps, async (tx) => {
    const visit = await lockWithOrigin(tx, visitId);
    if (visit?.origin.kind !== 'booking' || visit.ended !== null) return;
    const seenAt = await tx.visits.getStationSeenAt(visitId);
    // The grace starts again if the service itself could not hear: its own outage must not end anybody's visit.
    const silentSince = Math.max(seenAt.getTime(), listeningSince.getTime());
    if (tx.now.getTime() - silentSince <= deps.calls.graceVisitSeconds * 1000) return;
    const reason = 'station-lost';
    await closeVisit(deps, tx, { visit, reason });
    await tx.audit([visitEntry({ kind: 'system' }, visit, 'visit.ended', { reason })]);
  });
}
