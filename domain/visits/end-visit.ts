import { type Actor, auditActor, requirePermission } from '../actors.ts';
import type { VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { clinicianAudience } from '../audience.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { advance } from '../calls/life.ts';
import { type Visit, visitEntry, type VisitEndReason } from './visit.ts';
import { audiencesOf, lockOwnVisit } from './visit-lock.ts';

/** Hangs up for everybody; the clinician whose visit it is goes into wrap-up. Both pressing at once ends it once. */
export async function endVisit(deps: Deps, actor: Actor, { visitId }: { visitId: VisitId }): Promise<void> {
  requirePermission(actor, 'visit:end');
  await transact(deps, async (tx) => {
    const visit = await lockOwnVisit(tx, actor, visitId);
    if (visit.ended !== null) {
      return;
    }
    const reason = actor.kind === 'station' ? 'station-hung-up' : 'clinician-hung-up';
    await closeVisit(deps, tx, { visit, reason });
    await completeOrigin(tx, visit);
    await tx.audit([visitEntry(auditActor(actor), visit, 'visit.ended', { reason })]);
  });
}

/** A call whose visit was not cut short is over, and a booking is done. The caller has locked its row. */
async function completeOrigin(tx: Transaction, { id: visitId, origin }: Visit): Promise<void> {
  if (origin.kind === 'booking') {
    await tx.clinics.completeBooking(origin.bookingId);
    return;
  }
  const call = await tx.calls.lock(origin.callId);
  if (call !== undefined) {
    await tx.calls.setLife(call.id, advance(call.life, { type: 'completed', at: tx.now, visitId }));
  }
}

/** Ends the visit within the caller's transaction: everybody in it is let go of, and its clinician wraps up. */
export async function closeVisit(
  deps: Deps,
  tx: TellingTransaction,
  { visit, reason }: { visit: Visit; reason: VisitEndReason },
): Promise<void> {
  const audiences = await audiencesOf(tx, visit);
  const wrapUpUntil = new Date(tx.now.getTime() + deps.calls.wrapUpSeconds * 1000);
  await tx.visits.end(visit.id, reason);
  await tx.clinicians.startWrapUp(visit.clinicianId, { visitId: visit.id, until: wrapUpUntil });
  tx.afterCommit(() => deps.rooms.closeRoom(visit.roomId));
  tx.afterCommit(() => deps.jobs.add('end-wrap-up', { visitId: visit.id, until: wrapUpUntil }));
  // A second clinician who was in it is free now.
  if (audiences.filter(({ kind }) => kind === 'clinician').length > 1) {
    tx.afterCommit(() => wakeDispatcher(deps, visit.organisationId));
  }
  await tx.tell('call:ended', audiences);
  tx.boardChanged(visit.organisationId);
}

/** The limit of wrap-up, from its job: back to available; the missing outcome stays on the to-do list. */
export async function endWrapUp(
  deps: Deps,
  { visitId }: { visitId: VisitId },
): Promise<{ remainingMs: number }> {
  const wrapUp = await deps.store.reads.findWrapUp(visitId);
  if (wrapUp === undefined) {
    return { remainingMs: 0 };
  }
  const { clinicianId, organisationId, until } = wrapUp;
  const remainingMs = await transact(deps, async (tx) => {
    const early = until.getTime() - tx.now.getTime();
    if (early > 0 || !(await tx.clinicians.endWrapUp(clinicianId, visitId))) {
      return Math.max(early, 0);
    }
    await tx.audit([
      {
        actor: { kind: 'system' },
        organisationId,
        action: 'wrap-up.ended',
        subject: { kind: 'visit', id: visitId },
        detail: { clinicianId, reason: 'limit' },
      },
    ]);
    tx.afterCommit(() => wakeDispatcher(deps, organisationId));
    await tx.tell('presence:changed', [clinicianAudience(clinicianId)]);
    tx.boardChanged(organisationId);
    return 0;
  });
  return { remainingMs };
}
