import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { settleSbard } from '../calls/standing-sbard.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { bookingEntry } from '../clinics/booking-rules.ts';
import type { Booking } from '../clinics/clinic.ts';
import { settleBooking } from '../clinics/mark-attendance.ts';
import { findPlace } from '../clinics/place-of-booking.ts';
import { DomainError } from '../errors.ts';
import type { VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { transact } from '../transact.ts';
import { type Disposition, dispositionAfter, isOfClinic, type SaidOutcome } from '../visits/outcome.ts';
import { type Visit, visitEntry } from '../visits/visit.ts';
import { lockOwnVisit } from '../visits/visit-lock.ts';

/**
 * Records how the visit ended. Ends wrap-up when it still runs; a late one clears the to-do list. Of a booked visit it says
 * what comes next, and the booking is settled with it, unless it has been started again or is settled already. Throws
 * `invalid` where it says of a call what only a clinic does, or the other way round.
 */
export async function recordOutcome(
  deps: Deps,
  actor: Actor,
  { visitId, ...said }: SaidOutcome & { visitId: VisitId },
): Promise<void> {
  const clinician = requirePerson(actor, 'outcome:record');
  await transact(deps, async (tx) => {
    await lockReferralOf(tx, visitId);
    const visit = await lockOwnVisit(tx, clinician, visitId);
    if (visit.ended === null) {
      throw new DomainError('wrong-phase', 'the visit is still running');
    }
    if (visit.outcomeRecorded) {
      throw new DomainError('conflict', 'an outcome has been recorded already');
    }
    const disposition = await settle(tx, { visit, said, clinician });
    const { advice, note } = said;
    await tx.visits.recordOutcome(visitId, { disposition, advice, note }, clinician.personId);
    if (visit.origin.kind === 'call') await settleSbard(tx, visit.origin.callId);
    await tx.clinicians.endWrapUp(clinician.personId, visitId);
    await tx.audit([visitEntry(auditActor(clinician), visit, 'outcome.recorded', { disposition })]);
    tx.afterCommit(() => wakeDispatcher(deps, visit.organisationId));
    await tx.tell('outcome:recorded', [
      stationAudience(visit.stationId),
      clinicianAudience(visit.clinicianId),
    ]);
    tx.boardChanged(visit.organisationId);
  });
}

/** Before the booking, as whoever cancels one does. */
async function lockReferralOf(tx: Transaction, visitId: VisitId): Promise<void> {
  const booking = await findBookingOf(tx, await tx.visits.find(visitId));
  if (booking !== undefined) await tx.clinics.lockReferral(booking.referralId);
}

async function findBookingOf(tx: Transaction, visit: Visit | undefined): Promise<Booking | undefined> {
  return visit?.origin.kind === 'booking' ? tx.clinics.findBooking(visit.origin.bookingId) : undefined;
}

type Writing = { visit: Visit; said: SaidOutcome; clinician: PersonActor };

async function settle(tx: Transaction, { visit, said, clinician }: Writing): Promise<Disposition> {
  const booking = await findBookingOf(tx, visit);
  if (booking === undefined || !(await isOpen(tx, booking))) return requireDisposition(said);
  const { nextStep } = said;
  if (nextStep === undefined || said.disposition !== undefined) {
    throw new DomainError('invalid', 'nextStep: of a booked visit say what comes next');
  }
  // In prison what was agreed stands on the station's screen, in front of the patient (A36). Elsewhere nothing is kept from them.
  if (nextStep === 'hospital' && said.advice !== null && (await findPlace(tx, booking)) === undefined) {
    throw new DomainError('invalid', 'advice: the patient can read it, and is not to know of a hospital');
  }
  await settleBooking(tx, booking, {
    said: { attendance: 'attended', nextStep },
    by: clinician,
    reason: null,
  });
  await tx.audit([
    bookingEntry(auditActor(clinician), booking, {
      action: 'booking.attended',
      detail: { visitId: visit.id, nextStep },
    }),
  ]);
  return dispositionAfter[nextStep];
}

/** Whether what comes next has not been said yet, and no other visit runs after which it will be. */
async function isOpen(tx: Transaction, { id }: Booking): Promise<boolean> {
  if ((await tx.clinicRunning.findAttendance(id)) !== undefined) return false;
  return (await tx.visits.findOpenOfBooking(id)) === undefined;
}

/** Of a call, and of a booked visit that was cut short while the booking goes on or is settled. */
function requireDisposition({ disposition, nextStep }: SaidOutcome): Disposition {
  if (nextStep !== undefined) {
    throw new DomainError('invalid', 'nextStep: what comes next is not said of this visit');
  }
  if (disposition === undefined || isOfClinic(disposition)) {
    throw new DomainError('invalid', 'disposition: say how the visit ended');
  }
  return disposition;
}
