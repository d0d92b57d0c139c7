import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, OfferId, RoomId, VisitId } from '../ids.ts';
import { roomKeys } from '../offers/answer.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clockOf } from '../rota/wall-clock.ts';
import { transact } from '../transact.ts';
import { type BookingOrigin, originEntry, type Visit } from '../visits/visit.ts';
import type { StationForVisit } from '../visits/visit-port.ts';
import { startsAgainUntil } from './attendance.ts';
import { startsFrom } from './booking-rules.ts';
import { dayOverAt } from './clinic-day.ts';
import type { Booking } from './clinic.ts';

type Started = { visitId: VisitId; roomId: RoomId };

/**
 * The clinician of a booking begins its visit: from a quarter of an hour before its first segment until the end of the day of
 * its clinic. One that was cut short by a loss or an urgent call can be started again, and for a quarter of an hour one that was hung up. Nobody is rung: whoever starts it is
 * there, and the station shows it by itself. Idempotent while the visit runs. Throws `wrong-phase` for a booking that is not
 * to be visited now, and `conflict` where the station or the clinician is not free.
 */
export async function startVisit(
  deps: Deps,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<Started> {
  const clinician = requirePerson(actor, 'visit:start');
  return transact(deps, async (tx) => {
    const { booking, station } = await lockOwn(tx, clinician, bookingId);
    const running = await tx.visits.findOpenOfBooking(bookingId);
    if (running !== undefined) return requireOwnVisit(running, clinician);
    await requireStartable(tx, booking);
    requireFreeStation(station);
    const visit = newVisit(deps, booking, tx.now);
    const offerId = deps.newId() as OfferId;
    if (!(await tx.visits.begin(visit, offerId))) {
      throw new DomainError('conflict', 'you are with another patient, or a call rings at you');
    }
    await tx.clinics.beginBooking(bookingId);
    await endWrapUp(tx, clinician);
    const { personId: clinicianId } = clinician;
    await tx.audit([originEntry(auditActor(clinician), visit, 'visit.started', { offerId, clinicianId })]);
    tx.afterCommit(() => deps.rooms.admit(visit.roomId, roomKeys(visit.stationId, clinicianId)));
    await tx.tell('visit:started', [stationAudience(visit.stationId), clinicianAudience(clinicianId)]);
    tx.boardChanged(visit.organisationId);
    return { visitId: visit.id, roomId: visit.roomId };
  });
}

/**
 * The station first, as a press does: whoever comes second sees what the first has done. Throws `not-found` for a booking of
 * another organisation, `forbidden` for a colleague's, and `conflict` when it has been moved this instant.
 */
async function lockOwn(
  tx: Transaction,
  { personId, organisationId }: PersonActor,
  bookingId: BookingId,
): Promise<{ booking: Booking; station: StationForVisit }> {
  const found = await tx.clinics.findBooking(bookingId);
  if (found?.organisationId !== organisationId) {
    throw new DomainError('not-found', 'no such booking');
  }
  if (found.clinicianId !== personId) {
    throw new DomainError('forbidden', 'only the clinician of a booking can start its visit');
  }
  const station = await tx.visits.lockStation(found.stationId);
  const booking = await tx.clinics.lockBooking(bookingId);
  if (booking?.stationId !== found.stationId || booking.clinicianId !== personId) {
    throw new DomainError('conflict', 'somebody has changed this booking; read it again');
  }
  return { booking, station };
}

/** A second press, or one whose answer was lost. */
function requireOwnVisit({ id, roomId, clinicianId }: Visit, { personId }: PersonActor): Started {
  if (clinicianId !== personId) {
    throw new DomainError('conflict', 'a colleague has this visit now');
  }
  return { visitId: id, roomId };
}

async function requireStartable(tx: Transaction, booking: Booking): Promise<void> {
  if (booking.state === 'done') {
    await requireHungUpJustNow(tx, booking);
  } else if (booking.state !== 'booked' && booking.state !== 'running') {
    throw new DomainError('wrong-phase', 'this booking is held or cancelled');
  }
  const from = startsFrom(booking);
  if (tx.now < from) {
    throw new DomainError('wrong-phase', `this visit can be started from ${clockOf(from)} on`);
  }
  if (tx.now >= dayOverAt(booking)) {
    throw new DomainError('wrong-phase', 'the day of this booking is over');
  }
}

/** Somebody may have hung up by mistake: what nothing is recorded of can be taken up again for a while. */
async function requireHungUpJustNow(tx: Transaction, { id }: Booking): Promise<void> {
  const doneAt = await tx.clinicRunning.getDoneAt(id);
  const settled = (await tx.clinicRunning.findAttendance(id)) !== undefined;
  if (settled || doneAt === null || tx.now >= startsAgainUntil({ doneAt })) {
    throw new DomainError('wrong-phase', 'this booking is done');
  }
}

function requireFreeStation({ enrolled, hasCall, hasVisit }: StationForVisit): void {
  if (!enrolled) {
    throw new DomainError(
      'conflict',
      'the station of this booking is not in use; move the booking to another one',
    );
  }
  if (hasCall) {
    throw new DomainError('conflict', 'an urgent call is open at the station');
  }
  if (hasVisit) {
    throw new DomainError('conflict', 'another visit runs at the station');
  }
}

/** The room is a new one each time: what was muted in a visit that was cut short says nothing of the next. */
function newVisit(
  deps: Pick<Deps, 'newId'>,
  { id: bookingId, organisationId, siteId, stationId, clinicianId }: Booking,
  now: Date,
): Visit & { origin: BookingOrigin } {
  return {
    id: deps.newId() as VisitId,
    origin: { kind: 'booking', bookingId },
    organisationId,
    siteId,
    stationId,
    roomId: deps.newId() as RoomId,
    clinicianId,
    startedAt: now,
    ended: null,
    outcomeRecorded: false,
  };
}

/** Its outcome is still owed. A pause goes on: a clinician in a clinic is not on call between two patients. */
async function endWrapUp(tx: Transaction, { personId }: PersonActor): Promise<void> {
  const duty = await tx.clinicians.findDuty(personId);
  if (duty?.wrapUp) await tx.clinicians.endWrapUp(personId, duty.wrapUp.visitId);
}
