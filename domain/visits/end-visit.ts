import { type Actor, auditActor, requirePermission, requirePerson } from '../actors.ts';
import type { RecordedOutcome } from './outcome.ts';
import { DomainError } from '../errors.ts';
import type { VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { advance } from '../calls/life.ts';
import { type Visit, visitEntry, type VisitEndReason } from './visit.ts';
import { audiencesOf, lockVisit } from './visit-lock.ts';

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

/**
 * Records how the visit ended. Ends wrap-up when it still runs; a late one clears the to-do list. A booking whose visit was
 * cut short is done with it, unless it has been started again.
 */
export async function recordOutcome(
  deps: Deps,
  actor: Actor,
  { visitId, ...outcome }: RecordedOutcome & { visitId: VisitId },
): Promise<void> {
  const clinician = requirePerson(actor, 'outcome:record');
  await transact(deps, async (tx) => {
    const visit = await lockOwnVisit(tx, clinician, visitId);
    if (visit.ended === null) {
      throw new DomainError('wrong-phase', 'the visit is still running');
    }
    if (visit.outcomeRecorded) {
      throw new DomainError('conflict', 'an outcome has been recorded already');
    }
    await tx.visits.recordOutcome(visitId, outcome, clinician.personId);
    await tx.clinicians.endWrapUp(clinician.personId, visitId);
    await completeWrittenUp(tx, visit);
    const { disposition } = outcome;
    await tx.audit([visitEntry(auditActor(clinician), visit, 'outcome.recorded', { disposition })]);
    tx.afterCommit(() => wakeDispatcher(deps, visit.organisationId));
    await tx.tell('outcome:recorded', [
      stationAudience(visit.stationId),
      clinicianAudience(visit.clinicianId),
    ]);
    tx.boardChanged(visit.organisationId);
  });
}

async function completeWrittenUp(tx: Transaction, { origin }: Visit): Promise<void> {
  if (origin.kind !== 'booking') return;
  if ((await tx.visits.findOpenOfBooking(origin.bookingId)) === undefined) {
    await tx.clinics.completeBooking(origin.bookingId);
  }
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

/** Only the visit's own station and clinician get it. */
async function lockOwnVisit(tx: Transaction, actor: Actor, visitId: VisitId): Promise<Visit> {
  const visit = await lockVisit(tx, actor, visitId);
  const own =
    actor.kind === 'station'
      ? visit.stationId === actor.stationId
      : actor.kind === 'person' && visit.clinicianId === actor.personId;
  if (!own) {
    throw new DomainError('forbidden', 'this visit is somebody else’s');
  }
  return visit;
}
