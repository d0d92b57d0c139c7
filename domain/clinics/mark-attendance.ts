import { type Actor, auditActor, may, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { DomainError } from '../errors.ts';
import type { BookingId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clockOf } from '../rota/wall-clock.ts';
import { transact } from '../transact.ts';
import { type Attendance, correctedUntil, dnaCauses, dnaFrom, referralAfter } from './attendance.ts';
import { bookingEntry } from './booking-rules.ts';
import { requireOwn, type Sight, worksIn } from './clinic-access.ts';
import type { Booking } from './clinic.ts';
import { requireCauseThere } from './place-of-booking.ts';
import { openingSightOf, requireOpened } from './late-outcome.ts';
import { dropTask, missingOutcomeKey, unsignedLetterKey } from './tasks.ts';
import type { BookingCourse, CorrectionBody, DnaBody } from './running-wire.ts';

/**
 * The clinician of a booking says that the patient was not seen, and why (A48). The referral is to be booked again, with the
 * clock it had, whoever has caused it (A26). Throws `wrong-phase` until a quarter of an hour after its time, while a visit of
 * it runs, and once the patient was in the room.
 */
export async function markNotAttended(
  deps: Deps,
  actor: Actor,
  { bookingId, cause, text }: DnaBody & { bookingId: BookingId },
): Promise<void> {
  const clinician = requirePerson(actor, 'attendance:record');
  await transact(deps, async (tx) => {
    const booking = await lockSettling(tx, actor, bookingId);
    if (booking.clinicianId !== clinician.personId) {
      throw new DomainError('forbidden', 'only the clinician of a booking can say this');
    }
    await requireMissing(tx, booking);
    const said: Attendance = { attendance: 'dna', cause, text };
    await requireCauseThere(tx, booking, said);
    await settleBooking(tx, booking, { said, by: clinician, reason: null });
    await endVisits(tx, booking, clinician);
    const detail = { code: cause, cause: dnaCauses[cause].cause };
    await tx.audit([
      bookingEntry(auditActor(clinician), booking, { action: 'booking.not-attended', detail }),
    ]);
    tx.afterCommit(() => wakeDispatcher(deps, booking.organisationId));
    await tx.tell('outcome:recorded', [
      stationAudience(booking.stationId),
      clinicianAudience(booking.clinicianId),
    ]);
    tx.boardChanged(booking.organisationId);
  });
}

async function requireMissing(tx: Transaction, booking: Booking): Promise<void> {
  requireHeld(booking);
  if ((await tx.clinicRunning.findAttendance(booking.id)) !== undefined) {
    throw new DomainError('conflict', 'it is recorded already; correct what is recorded');
  }
  const from = dnaFrom(booking);
  if (tx.now < from) {
    throw new DomainError('wrong-phase', `this can be recorded from ${clockOf(from)} on`);
  }
  await requireNoVisit(tx, booking);
  if ((await tx.clinicRunning.findPart(booking.id)) !== 'pre') {
    throw new DomainError('wrong-phase', 'the patient was in the room: record what comes next');
  }
}

function requireHeld({ state }: Booking): void {
  if (state === 'held' || state === 'cancelled' || state === 'lapsed') {
    throw new DomainError('wrong-phase', 'this booking is held or cancelled');
  }
}

async function requireNoVisit(tx: Transaction, booking: Booking): Promise<void> {
  if ((await tx.visits.findOpenOfBooking(booking.id)) !== undefined) {
    throw new DomainError('wrong-phase', 'a visit of this booking is still running: hang up first');
  }
}

/** Whoever started a visit in vain owes no outcome of it. */
async function endVisits(tx: Transaction, booking: Booking, { personId }: PersonActor): Promise<void> {
  const closed = await tx.clinicRunning.closeVisits(booking.id, personId);
  const duty = await tx.clinicians.findDuty(personId);
  const wrapUp = duty?.wrapUp?.visitId;
  if (wrapUp !== undefined && closed.includes(wrapUp)) await tx.clinicians.endWrapUp(personId, wrapUp);
}

/**
 * Corrects whether the patient was seen: the clinician of the booking or a booking clerk for five days, then a manager with
 * a reason (A29). What was recorded before is kept. The referral follows unless it has gone on meanwhile. Throws
 * `reason-needed` and, once the five days are over, `forbidden`.
 */
export async function correctAttendance(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { bookingId, said, reason }: CorrectionBody & { bookingId: BookingId },
): Promise<void> {
  const usual = may(actor, 'attendance:correct');
  const person = requirePerson(actor, usual ? 'attendance:correct' : 'attendance:correct-late');
  await store.transact(async (tx) => {
    const booking = await lockSettling(tx, actor, bookingId);
    requireCorrector(person, booking, { now: tx.now, reason });
    requireOver(booking, tx.now);
    await requireNoVisit(tx, booking);
    await requireCauseThere(tx, booking, said);
    const before = await tx.clinicRunning.findAttendance(bookingId);
    await settleBooking(tx, booking, { said, by: person, reason, before });
    const detail = { from: before?.attendance ?? null, to: said.attendance };
    await tx.audit([
      bookingEntry(auditActor(person), booking, { action: 'booking.attendance-corrected', detail }),
    ]);
  });
}

/** A manager who holds or books the clinic needs a reason only once the five days are over. */
function requireCorrector(
  person: PersonActor,
  { clinicianId, endsAt }: Booking,
  { now, reason }: { now: Date; reason: string | null },
): void {
  const own = may(person, 'clinic:manage') || person.personId === clinicianId;
  const inTime = now < correctedUntil({ endsAt });
  if (own && inTime) return;
  if (!may(person, 'attendance:correct-late')) {
    throw new DomainError(
      'forbidden',
      own
        ? 'five days are over: only a manager can correct it now'
        : 'only its clinician, a booking clerk or a manager can correct it',
    );
  }
  if (reason === null) {
    throw new DomainError('reason-needed', 'reason: say why it is corrected');
  }
}

/** One that nobody has started is over from when it can be said that the patient was not seen: its clinician may be away. */
function requireOver(booking: Booking, now: Date): void {
  const { state } = booking;
  const notStarted = state === 'booked' && now >= dnaFrom(booking);
  if (state !== 'done' && state !== 'running' && !notStarted) {
    throw new DomainError('wrong-phase', 'this booking has not been held yet');
  }
}

type Settling = {
  said: Attendance;
  by: PersonActor;
  reason: string | null;
  /** What was recorded before, where it is a correction. */
  before?: Attendance | undefined;
};

/**
 * Records what became of a booking and moves its referral on with it, so that none stays booked behind a booking that is
 * done. A correction leaves a referral alone that has been booked, closed or taken up otherwise meanwhile. The caller has
 * locked the referral and the booking.
 */
export async function settleBooking(
  tx: Transaction,
  booking: Booking,
  { said, by, reason, before }: Settling,
): Promise<void> {
  const { id, organisationId, referralId } = booking;
  const referral = await tx.clinics.lockReferral(referralId);
  await tx.clinics.completeBooking(id);
  await tx.clinicRunning.addAttendance(id, said, { by: by.personId, reason });
  await dropTask(tx, { organisationId, key: missingOutcomeKey(id) });
  if (said.attendance === 'attended') await tx.letters.owe(id);
  else await forgetLetter(tx, booking);
  const expected = before === undefined ? 'booked' : referralAfter(before).state;
  if (referral?.state !== expected || (await tx.clinics.findOpenBooking(referralId)) !== undefined) return;
  const { state, followUp } = referralAfter(said);
  await tx.clinics.setReferralState(referralId, state);
  await tx.clinicRunning.setFollowUp(referralId, followUp);
}

/** Of a patient who was not seen nobody owes a letter; what somebody has written is theirs to sign or to drop. */
async function forgetLetter(tx: Transaction, { id, organisationId }: Booking): Promise<void> {
  const dropped = await tx.letters.dropUntouched(id);
  if (dropped !== undefined) await dropTask(tx, { organisationId, key: unsignedLetterKey(dropped) });
}

/** The referral first, as whoever cancels does. Throws `not-found` for a booking of another organisation. */
async function lockSettling(tx: Transaction, actor: Actor, bookingId: BookingId): Promise<Booking> {
  const { referralId } = requireOwn(actor, await tx.clinics.findBooking(bookingId), 'booking');
  await tx.clinics.lockReferral(referralId);
  return requireOwn(actor, await tx.clinics.lockBooking(bookingId), 'booking');
}

/** What has happened to a booking on its day, for whoever sees the booking; what was agreed for those who look after the patient. */
export async function readBookingCourse(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<BookingCourse> {
  const sight = await openingSightOf(deps, actor);
  const booking = await deps.store.transact(async (tx) => {
    const found = await requireOpened(tx, sight, await tx.clinics.findBooking(bookingId));
    const detail = { course: true };
    await tx.audit([bookingEntry(auditActor(sight.person), found, { action: 'booking.read', detail })]);
    return found;
  });
  const course = await deps.store.reads.readCourse(bookingId);
  return { ...course, agreed: agreedFor(sight, booking, course.agreed) };
}

/** A booking clerk or a manager, who sees the booking, reads nothing clinical. */
function agreedFor(sight: Sight, booking: Booking, agreed: BookingCourse['agreed']): BookingCourse['agreed'] {
  if (booking.clinicianId === sight.person.personId) return agreed;
  if (!worksIn(sight, booking)) return [];
  return agreed.filter(({ advice }) => advice !== null).map((one) => ({ ...one, note: null }));
}
