import { type Actor, auditActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, ClinicSessionId, InterpreterId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { isTaken, withAlternatives } from './book.ts';
import { arrangeInterpreter, interpretersBefore, keepInterpreter } from './arrange-interpreter.ts';
import { bookingEntry, isAtPlace, requireChangeable, requireText } from './booking-rules.ts';
import { readBookingView } from './bookings.ts';
import { cancelCodes } from './cancel-codes.ts';
import { requireCodeThere, requireDetailsThere } from './place-of-booking.ts';
import { requireOwn, requireSeen, type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { Booking, ClinicSession, PrisonDay } from './clinic.ts';
import { requireInPrison, watchMoved } from './expected-person.ts';
import { readPrison } from './find-times.ts';
import { lapsedEntry } from './lapse-holds.ts';
import { clashDetail, requireUnhinderedIn } from './over-events.ts';
import { requirePlace, requirePlaceLeft } from './place.ts';
import { tellInterpreter, tellOfCancellation } from './tell-interpreter.ts';
import type { BookingDetails, BookingView, CancelBody, MoveBody } from './wire.ts';
import { informOfBooking, type MessageDeps } from './write-messages.ts';

/** Changes what is written about a booking. Throws `conflict` when somebody has changed it since it was seen. */
export async function changeBookingDetails(
  deps: Pick<Deps, 'store' | 'newId'>,
  actor: Actor,
  { bookingId, version, ...details }: BookingDetails & { version: number; bookingId: BookingId },
): Promise<BookingView> {
  const sight = await sightOf(deps, actor, 'booking:make');
  await deps.store.transact(async (tx) => {
    const booking = requireSeen(sight, await tx.clinics.lockBooking(bookingId), 'booking');
    requireChangeable(booking, { version, now: tx.now });
    await requireDetailsThere(tx, booking, details);
    await tx.clinics.setDetails(bookingId, details);
    const { otherwise, officer, interpreterLanguage } = details;
    const had = await tx.interpreters.findInterpreterOf(bookingId);
    const interpreterId = await arrangeInterpreter(tx, booking, { language: interpreterLanguage });
    if (had !== interpreterId) await tellInterpreter(deps, tx, booking, had);
    const detail = { otherwise, officer, interpreter: interpreterLanguage !== null, interpreterId };
    await tx.audit([bookingEntry(auditActor(actor), booking, { action: 'booking.changed', detail })]);
  });
  return readBookingView(deps, sight, bookingId);
}

type Moving = Omit<MoveBody, 'startsAt'> & { bookingId: BookingId; startsAt: Date };

/**
 * Moves a booking to another time of the same service. Its own time does not count against it, so that it can be moved
 * by less than its length (A06). Throws `invalid` for the time that it has, `taken`, naming other times, `conflict`, and `wrong-phase` once it has begun.
 */
export async function moveBooking(
  deps: MessageDeps & Pick<Deps, 'clock'>,
  actor: Actor,
  { startsAt, ...body }: MoveBody & { bookingId: BookingId },
): Promise<BookingView> {
  const sight = await sightOf(deps, actor, 'booking:make');
  const moving: Moving = { ...body, startsAt: new Date(startsAt) };
  const { bookingId } = moving;
  const found = await deps.store.transact((tx) => tx.clinics.findBooking(bookingId));
  const before = requireSeen(sight, found, 'booking');
  const prison = await readPrison(deps, before);
  try {
    await transact(deps, async (tx) => {
      const { had, ...moved } = await move(tx, sight, { before, moving, prison });
      await tellInterpreter(deps, tx, moved.booking, had);
      await informOfBooking(deps, tx, sight, { kind: 'moved', ...moved });
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    const referral = requireSeen(sight, await deps.store.reads.findReferral(before.referralId), 'referral');
    const ofPrison = worksIn(sight, referral);
    throw await withAlternatives(deps, error, {
      referral,
      startsAt: moving.startsAt,
      own: before,
      ofPrison,
    });
  }
  return readBookingView(deps, sight, bookingId);
}

async function move(
  tx: TellingTransaction,
  sight: Sight,
  { before, moving, prison }: { before: Booking; moving: Moving; prison: PrisonDay },
): Promise<{ booking: Booking; before: Booking; had: InterpreterId | null | undefined }> {
  const { person } = sight;
  const { bookingId, version, sessionId, stationId, startsAt, clashReason } = moving;
  await tx.prisonMode.sharePrison(before.siteId);
  const session = requireOwn(person, await enterSessions(tx, before.sessionId, sessionId), 'session');
  const referral = requireOwn(person, await tx.clinics.lockReferral(before.referralId), 'referral');
  const booking = requireSeen(sight, await tx.clinics.lockBooking(bookingId), 'booking');
  await requireInPrison(tx, referral, before.siteId);
  requireChangeable(booking, { version, now: tx.now });
  if (isAtPlace(booking, { sessionId, stationId, startsAt })) {
    throw new DomainError('invalid', 'startsAt: the booking has that time already');
  }
  const asked = { session, referral, prison, stationId, startsAt };
  const { appointment, claims } = requirePlace({ ...asked, now: tx.now });
  const over = await requireUnhinderedIn(tx, sight, { referral, stationId, appointment, clashReason });
  await requirePlaceLeft(tx, session, { siteId: booking.siteId, leftOut: bookingId });
  const after: Booking = {
    ...booking,
    sessionId,
    stationId,
    clinicianId: session.clinicianId,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    beginsAt: appointment.beginsAt,
  };
  const had = (await interpretersBefore(tx, booking.organisationId, [bookingId])).get(bookingId);
  const lapsed = await tx.clinics.moveBooking(after, claims);
  const interpreterId = await keepInterpreter(tx, after, had);
  await watchMoved(tx, after);
  await tx.prisonMode.setClash(bookingId, over && { ...over, by: person.personId });
  const detail = {
    fromSessionId: booking.sessionId,
    from: booking.startsAt.toISOString(),
    to: after.startsAt.toISOString(),
    interpreterId,
    ...clashDetail(over),
  };
  await tx.audit([
    ...lapsed.map(lapsedEntry),
    bookingEntry(auditActor(person), after, { action: 'booking.moved', detail }),
  ]);
  return { booking: after, before: booking, had };
}

/** Both sessions in one order, so that two who move the other way round do not wait for each other; answers with the second. */
async function enterSessions(
  tx: TellingTransaction,
  from: ClinicSessionId,
  to: ClinicSessionId,
): Promise<ClinicSession | undefined> {
  const sessions = new Map<ClinicSessionId, ClinicSession | undefined>();
  for (const id of [from, to].toSorted()) {
    sessions.set(id, await tx.clinics.enterSession(id));
  }
  return sessions.get(to);
}

/**
 * Cancels a booking with a code (A23). Its referral is to be booked again with the clock it had, or is closed where the
 * patient or a clinician has decided so. Throws `wrong-phase` once it has begun (A22).
 */
export async function cancelBooking(
  deps: MessageDeps,
  actor: Actor,
  { bookingId, version, code, text }: CancelBody & { bookingId: BookingId },
): Promise<BookingView> {
  const sight = await sightOf(deps, actor, 'booking:make');
  const { person } = sight;
  requireText({ code, text });
  await transact(deps, async (tx) => {
    const before = requireSeen(sight, await tx.clinics.findBooking(bookingId), 'booking');
    const [, , locked] = await Promise.all([
      tx.clinics.shareSession(before.sessionId),
      tx.clinics.lockReferral(before.referralId),
      tx.clinics.lockBooking(bookingId),
    ]);
    const booking = requireSeen(sight, locked, 'booking');
    requireChangeable(booking, { version, now: tx.now });
    await requireCodeThere(tx, booking, code);
    await tellOfCancellation(deps, tx, booking);
    await tx.clinics.releaseBooking(bookingId, 'cancelled', { code, text, by: person.personId });
    const { cause, referral } = cancelCodes[code];
    await tx.clinics.setReferralState(booking.referralId, referral);
    const detail = { code, cause };
    await tx.audit([bookingEntry(auditActor(person), booking, { action: 'booking.cancelled', detail })]);
    await informOfBooking(deps, tx, sight, { kind: 'cancelled', booking });
  });
  return readBookingView(deps, sight, bookingId);
}
