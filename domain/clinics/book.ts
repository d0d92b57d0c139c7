import { type Actor, auditActor, type PersonActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { BookingId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clockOf, wallDateOf } from '../rota/wall-clock.ts';
import { transact } from '../transact.ts';
import type { Appointment } from './appointment.ts';
import { arrangeInterpreter } from './arrange-interpreter.ts';
import { bookingEntry, startsInWords } from './booking-rules.ts';
import { readBookingView } from './bookings.ts';
import { requireOwn, requireSeen, sightOf, type Sight, worksIn } from './clinic-access.ts';
import type { Booking, ClinicSession, PrisonDay, Referral } from './clinic.ts';
import { requireStillIn, watchExpected } from './expected-person.ts';
import { readPrison, searchTimes } from './find-times.ts';
import { lapse, lapsedEntry } from './lapse-holds.ts';
import { clashDetail, requireUnhinderedIn } from './over-events.ts';
import type { AskedDocument } from './preflight.ts';
import { askForDocuments } from './preflights.ts';
import { requireDetailsThere } from './place-of-booking.ts';
import { requirePlace, requirePlaceLeft } from './place.ts';
import { informOfBooking, type MessageDeps } from './write-messages.ts';
import type { BookingDetails, BookingView, HoldBody } from './wire.ts';

/** How long a time is held while somebody fills in the rest. */
const holdForMs = 10 * 60_000;
/** How many other times are named to somebody whose time is taken (A01). */
const alternatives = 3;

/**
 * Holds a time for ten minutes. The same request of the same person answers with the same booking (A03). Throws `taken`,
 * naming other times, when somebody else has got it (A01).
 */
export async function holdTime(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  actor: Actor,
  body: HoldBody,
): Promise<BookingView> {
  const sight = await sightOf(deps, actor, 'booking:make');
  const referral = requireSeen(sight, await deps.store.reads.findReferral(body.referralId), 'referral');
  // Read before the transaction: one that asks for a second connection can wait for itself.
  const prison = await readPrison(deps, referral);
  const bookingId = await holdOnce(deps, { sight, referral, prison, body });
  return readBookingView(deps, sight, bookingId);
}

type Holding = { sight: Sight; referral: Referral; prison: PrisonDay; body: HoldBody };

async function holdOnce(deps: Pick<Deps, 'store' | 'clock' | 'newId'>, holding: Holding): Promise<BookingId> {
  try {
    return await deps.store.transact((tx) => hold(deps, tx, holding));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'conflict') {
      // Of two at once with the same request id the schema lets one through, and that one answers both.
      const made = await deps.store.transact((tx) => findMade(tx, holding));
      if (made !== undefined) return made;
    }
    if (!isTaken(error)) throw error;
    const { sight, referral, body } = holding;
    const startsAt = new Date(body.startsAt);
    const ofPrison = worksIn(sight, referral);
    const { language } = body;
    throw await withAlternatives(deps, error, { referral, startsAt, own: null, ofPrison, language });
  }
}

async function hold(deps: Pick<Deps, 'newId'>, tx: Transaction, holding: Holding): Promise<BookingId> {
  const { sight, prison, body } = holding;
  const { person } = sight;
  const { made, open, ...locked } = await lockPlace(tx, holding);
  if (made !== undefined) return made;
  const session = requireOwn(person, locked.session, 'session');
  const referral = requireOwn(person, locked.referral, 'referral');
  requireStillIn(locked.patient, referral, holding.referral.siteId);
  requireWaiting(referral);
  const { stationId, clashReason } = body;
  const startsAt = new Date(body.startsAt);
  const { appointment, claims } = requirePlace({
    session,
    referral,
    prison,
    stationId,
    startsAt,
    now: tx.now,
  });
  const over = await requireUnhinderedIn(tx, sight, { referral, stationId, appointment, clashReason });
  await giveUpEarlier(tx, person, open);
  await requirePlaceLeft(tx, session, { siteId: referral.siteId, leftOut: null });
  const booking = heldBooking(tx, {
    person,
    session,
    referral,
    appointment,
    body,
    id: deps.newId() as BookingId,
  });
  const lapsed = await tx.clinics.addBooking(booking, claims, body.requestId);
  const { language } = body;
  if (language !== undefined) await arrangeInterpreter(tx, booking, { language, needed: true });
  if (over !== null) await tx.prisonMode.setClash(booking.id, { ...over, by: person.personId });
  const detail = { startsAt: booking.startsAt.toISOString(), ...clashDetail(over) };
  await tx.audit([
    ...lapsed.map(lapsedEntry),
    bookingEntry(auditActor(person), booking, { action: 'booking.held', detail }),
  ]);
  return booking.id;
}

/** In one round trip, and in the order of ADR 34. */
async function lockPlace(tx: Transaction, holding: Holding) {
  const { siteId, patientId } = holding.referral;
  const { sessionId, referralId } = holding.body;
  const [made, , session, referral, patient, open] = await Promise.all([
    findMade(tx, holding),
    tx.prisonMode.sharePrison(siteId),
    tx.clinics.enterSession(sessionId),
    tx.clinics.lockReferral(referralId),
    tx.personMoves.findPatient(patientId),
    tx.clinics.findOpenBooking(referralId),
  ]);
  if (referral === undefined || referral.patientId === patientId) {
    return { made, session, referral, patient, open };
  }
  // They have been found to be somebody else since the referral was read.
  const now = await tx.personMoves.findPatient(referral.patientId);
  return { made, session, referral, patient: now, open };
}

type NewHold = Pick<Holding, 'referral' | 'body'> & {
  id: BookingId;
  person: PersonActor;
  session: ClinicSession;
  appointment: Appointment;
};

function heldBooking(
  { now }: Pick<Transaction, 'now'>,
  { id, person, session, referral, appointment, body }: NewHold,
): Booking {
  return {
    id,
    organisationId: referral.organisationId,
    referralId: referral.id,
    patientId: referral.patientId,
    sessionId: session.id,
    siteId: referral.siteId,
    stationId: body.stationId,
    clinicianId: session.clinicianId,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    beginsAt: appointment.beginsAt,
    state: 'held',
    heldBy: person.personId,
    heldUntil: new Date(now.getTime() + holdForMs),
    version: 1,
  };
}

/** What this request has already made. Throws `conflict` when somebody else, or something else, had that request id. */
async function findMade(tx: Transaction, { sight, body }: Holding): Promise<BookingId | undefined> {
  const made = await tx.clinics.findBookingOfRequest(body.requestId);
  if (made === undefined) return undefined;
  const same =
    made.heldBy === sight.person.personId &&
    made.referralId === body.referralId &&
    made.sessionId === body.sessionId;
  const place = made.stationId === body.stationId && made.startsAt.getTime() === Date.parse(body.startsAt);
  if (!same || !place) {
    throw new DomainError('conflict', 'requestId: it has been used for something else');
  }
  return made.id;
}

function requireWaiting({ state }: Referral): void {
  if (state === 'booked') {
    throw new DomainError('conflict', 'this referral has a booking already');
  }
  if (state === 'closed') {
    throw new DomainError('wrong-phase', 'this referral is closed');
  }
}

/** Whoever chooses another time gives the one up that they hold. Throws `conflict` when somebody else holds one. */
async function giveUpEarlier(
  tx: Transaction,
  person: PersonActor,
  found: Booking | undefined,
): Promise<void> {
  const earlier = found && (await tx.clinics.lockBooking(found.id));
  if (earlier?.state !== 'held' || earlier.heldUntil === null) return;
  if (earlier.heldUntil <= tx.now) {
    await lapse(tx, earlier);
    return;
  }
  if (earlier.heldBy !== person.personId) {
    throw new DomainError(
      'conflict',
      `somebody else holds a time for this patient until ${clockOf(earlier.heldUntil)}`,
    );
  }
  await release(tx, person, earlier);
}

async function release(tx: Transaction, person: PersonActor, booking: Booking): Promise<void> {
  await tx.clinics.releaseBooking(booking.id, 'lapsed', null);
  await tx.audit([bookingEntry(auditActor(person), booking, { action: 'booking.released' })]);
}

type Sought = {
  referral: Referral;
  startsAt: Date;
  own: Booking | null;
  ofPrison: boolean;
  language?: string | undefined;
};

/** Whether somebody else has got the time. */
export function isTaken(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === 'taken';
}

/** The same error, naming the first times that are free from that day on. */
export async function withAlternatives(
  deps: Pick<Deps, 'store' | 'clock'>,
  error: DomainError,
  { startsAt, ...search }: Sought,
): Promise<DomainError> {
  const { times } = await searchTimes(deps, { ...search, from: wallDateOf(startsAt) });
  const starts = times
    // Not one for which a reason would be needed.
    .filter(({ clashes }) => clashes.length === 0)
    .slice(0, alternatives)
    .map(({ appointment }) => appointment.startsAt);
  const others = starts.length === 0 ? 'nothing else is free soon' : `free: ${startsInWords(starts)}`;
  return new DomainError('taken', `${others}; ${error.message}`, { cause: error });
}

type Confirming = BookingDetails & { bookingId: BookingId; documents?: readonly AskedDocument[] | undefined };

/**
 * Books the held time. Confirmed twice, it is one booking. Throws `expired` when the ten minutes are over, whether or not
 * anybody has noticed yet (A04).
 */
export async function confirmBooking(
  deps: MessageDeps,
  actor: Actor,
  { bookingId, documents = [], ...details }: Confirming,
): Promise<BookingView> {
  const sight = await sightOf(deps, actor, 'booking:make');
  const { person } = sight;
  await transact(deps, async (tx) => {
    const { sessionId, referralId } = await getOwnHold(tx, sight, bookingId);
    const [, , locked] = await Promise.all([
      tx.clinics.shareSession(sessionId),
      tx.clinics.lockReferral(referralId),
      tx.clinics.lockBooking(bookingId),
    ]);
    const booking = requireSeen(sight, locked, 'booking');
    if (isConfirmed(booking)) return;
    requireUnexpired(booking, tx.now);
    await requireDetailsThere(tx, booking, details);
    await tx.clinics.confirmBooking(bookingId, details, person.personId);
    await askForDocuments(tx, booking, documents);
    await tx.clinics.setReferralState(referralId, 'booked');
    const { otherwise, officer, interpreterLanguage } = details;
    const interpreterId = await arrangeInterpreter(tx, booking, { language: interpreterLanguage });
    const detail = { otherwise, officer, interpreter: interpreterLanguage !== null, interpreterId };
    await tx.audit([bookingEntry(auditActor(person), booking, { action: 'booking.booked', detail })]);
    await watchExpected(deps, tx, booking);
    await informOfBooking(deps, tx, sight, { kind: 'booked', booking });
  });
  return readBookingView(deps, sight, bookingId);
}

/** Also one whose visit has been started meanwhile. */
function isConfirmed({ state }: Booking): boolean {
  return state === 'booked' || state === 'running' || state === 'done';
}

function requireUnexpired({ state, heldUntil }: Booking, now: Date): void {
  if (state === 'cancelled') {
    throw new DomainError('wrong-phase', 'this booking is cancelled');
  }
  if (state === 'lapsed' || heldUntil === null || heldUntil <= now) {
    throw new DomainError('expired', 'this time is not held any more; choose one again');
  }
}

/** Gives a held time up; one that is held no more stays so. Throws `wrong-phase` when it is booked. */
export async function releaseHold(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'booking:make');
  await deps.store.transact(async (tx) => {
    await getOwnHold(tx, sight, bookingId);
    const booking = requireSeen(sight, await tx.clinics.lockBooking(bookingId), 'booking');
    if (isConfirmed(booking)) {
      throw new DomainError('wrong-phase', 'this time is booked; a booking is cancelled with its reason');
    }
    if (booking.state === 'held') await release(tx, sight.person, booking);
  });
}

/** Throws `not-found` for what the person does not see, `forbidden` for what somebody else has held. */
async function getOwnHold(tx: Transaction, sight: Sight, bookingId: BookingId): Promise<Booking> {
  const booking = requireSeen(sight, await tx.clinics.findBooking(bookingId), 'booking');
  if (booking.heldBy !== sight.person.personId) {
    throw new DomainError('forbidden', 'only who holds a time may confirm it or give it up');
  }
  return booking;
}
