import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, ClinicSessionId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { mainStartsOf, type Span } from './appointment.ts';
import { interpretersBefore, keepInterpreter } from './arrange-interpreter.ts';
import { bookingEntry, hasBegun } from './booking-rules.ts';
import { requireOwn, type Sight, sightOf } from './clinic-access.ts';
import type { Booking, ClinicSession, PrisonDay } from './clinic.ts';
import { requireInPrison, watchMoved } from './expected-person.ts';
import { readPrison } from './find-times.ts';
import { freeTimes } from './free-times.ts';
import { lapsedEntry } from './lapse-holds.ts';
import { requireUnhinderedIn } from './over-events.ts';
import { requirePlace } from './place.ts';
import { leftBehind, movedTo } from './session-dates.ts';
import { tellInterpreter } from './tell-interpreter.ts';
import { clashesAt, sessionEntry } from './sessions.ts';
import type { GapReason, SessionMove, SessionMovePreview } from './wire.ts';
import { informOfBooking, type MessageDeps } from './write-messages.ts';

type Moving = SessionMove & { sessionId: ClinicSessionId };

/** A booking of the session, when it would be, and the first reason against that. */
type MovedPlace = { booking: Booking; startsAt: Date | null; why: GapReason | null };
type Plan = {
  moved: ClinicSession;
  places: MovedPlace[];
  /** How each booking's patient can come; at home every patient has a place of their own. */
  prisons: ReadonlyMap<BookingId, PrisonDay>;
};

const marginMs = 24 * 3_600_000;

/** Who is booked in a session that is to be moved, whether each can come then, and what else its clinician has at that time. */
export async function previewSessionMove(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  moving: Moving,
): Promise<SessionMovePreview> {
  requirePermission(actor, 'clinic:manage');
  const sight = await sightOf(deps, actor, 'booking:make');
  const { moved, places } = await planMove(deps, actor, moving);
  const views = await Promise.all(places.map(({ booking }) => deps.store.reads.findBookingView(booking.id)));
  await deps.store.transact((tx) =>
    tx.audit(
      places.map(({ booking }) =>
        bookingEntry(auditActor(sight.person), booking, { action: 'booking.read' }),
      ),
    ),
  );
  return {
    endsAtClock: moved.endsAtClock,
    clashes: await clashesAt(deps, moved),
    bookings: places.map(({ booking, startsAt, why }, n) => ({
      bookingId: booking.id,
      patientName: views[n]?.patient.name ?? '',
      siteName: views[n]?.patient.siteName ?? '',
      from: booking.startsAt.toISOString(),
      to: startsAt?.toISOString() ?? null,
      why,
    })),
  };
}

/**
 * Moves a session that has not begun, and every booking in it with it, each to the same place of the list and at the same
 * station; all of them or none. Throws `invalid` for the time that it has, `conflict` where one of them cannot come then, and like `moveBooking` where that turns
 * out only while it is done. Holds are given up. Both ends of each booking are told.
 */
export async function moveClinicSession(
  deps: MessageDeps & Pick<Deps, 'clock'>,
  actor: Actor,
  moving: Moving,
): Promise<{ moved: number }> {
  requirePermission(actor, 'clinic:manage');
  const sight = await sightOf(deps, actor, 'booking:make');
  const plan = await planMove(deps, actor, moving);
  const others = plan.places.filter(({ why }) => why !== null).length;
  if (others > 0) {
    throw new DomainError(
      'conflict',
      `${String(others)} of ${String(plan.places.length)} patients cannot come at that time: move or cancel their bookings first`,
    );
  }
  return transact(deps, async (tx) => {
    const moved = await moveIn(deps, tx, { sight, plan, sessionId: moving.sessionId });
    for (const { booking, before } of moved) {
      await informOfBooking(deps, tx, sight, { kind: 'moved', booking, before });
    }
    return { moved: moved.length };
  });
}

async function planMove(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { sessionId, date, startsAtClock }: Moving,
): Promise<Plan> {
  const found = await deps.store.transact(async (tx) => ({
    session: requireOwn(actor, await tx.clinics.shareSession(sessionId), 'session'),
    bookings: await tx.clinics.lockBookingsOf(sessionId),
    hasBeenHeld: await tx.clinics.hasBeenHeld(sessionId),
  }));
  requireMovable(found, deps.clock.now());
  const { session, bookings } = found;
  const moved = movedTo(session, { date, startsAtClock });
  if (moved.startsAt <= deps.clock.now()) {
    throw new DomainError('invalid', 'date: that time has passed');
  }
  requireOtherTime(session, moved);
  const booked = bookings.filter(({ state }) => state === 'booked');
  const prisons = new Map<BookingId, PrisonDay>();
  for (const { id, organisationId, siteId, patientId } of booked) {
    prisons.set(id, await readPrison(deps, { organisationId, siteId, patientId }));
  }
  const leftOut = new Set(bookings.map(({ id }) => id));
  const places: MovedPlace[] = [];
  for (const booking of booked) {
    const startsAt = placeIn(moved, session, booking);
    const why =
      startsAt === null ? 'too-soon' : await whyNot(deps, { moved, booking, startsAt, prisons, leftOut });
    places.push({ booking, startsAt, why });
  }
  return { moved, places, prisons };
}

type Found = { session: ClinicSession; bookings: readonly Booking[]; hasBeenHeld: boolean };

/** A visit can be started before its time: whoever is in it must not find the clinic on another day. */
function requireMovable({ session, bookings, hasBeenHeld }: Found, now: Date): void {
  if (session.state === 'cancelled') {
    throw new DomainError('wrong-phase', 'the clinic is cancelled');
  }
  const hasCome = bookings.some((one) => one.state === 'booked' && hasBegun(one, now));
  if (session.startsAt <= now || hasBeenHeld || hasCome) {
    throw new DomainError('wrong-phase', 'this clinic has begun: it can only be ended');
  }
}

/** A move to the own time would tell everybody of a change that is none. */
function requireOtherTime(session: ClinicSession, moved: ClinicSession): void {
  if (moved.startsAt.getTime() === session.startsAt.getTime()) {
    throw new DomainError('invalid', 'startsAtClock: the clinic is held at that time already');
  }
}

/** The same place in the list; null where the moved session has none. */
function placeIn(moved: ClinicSession, session: ClinicSession, { startsAt }: Booking): Date | null {
  const nth = mainStartsOf(session).findIndex((start) => start.getTime() === startsAt.getTime());
  return mainStartsOf(moved)[nth] ?? null;
}

type Asked = Pick<Plan, 'moved' | 'prisons'> & {
  booking: Booking;
  startsAt: Date;
  leftOut: ReadonlySet<BookingId>;
};

/** The first reason against the new time of a booking, as a search for times gives it; those of the session stand aside. */
async function whyNot(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  { moved, booking, startsAt, prisons, leftOut }: Asked,
): Promise<GapReason | null> {
  const { siteId, stationId, patientId, clinicianId } = booking;
  const prison = prisons.get(booking.id);
  if (prison === undefined) return 'no-regime';
  const between: Span = {
    startsAt: new Date(startsAt.getTime() - marginMs),
    endsAt: new Date(startsAt.getTime() + marginMs),
  };
  const [hindrances, taken] = await Promise.all([
    store.reads.findHindrances({ siteId, stationIds: [stationId], patientId, between }),
    store.reads.listTaken(
      [
        { kind: 'clinician', resourceId: clinicianId },
        { kind: 'station', resourceId: stationId },
        { kind: 'patient', resourceId: patientId },
        { kind: 'escort', resourceId: siteId },
      ],
      { from: between.startsAt, to: between.endsAt },
    ),
  ]);
  const { times, notOffered } = freeTimes({
    now: clock.now(),
    sessions: [placeAlone(moved, startsAt)],
    prison: { ...prison, stationIds: prison.stationIds.filter((id) => id === stationId) },
    taken: taken.filter(({ bookingId }) => !leftOut.has(bookingId)),
    ...{ patientId, hindrances, ofPrison: false },
  });
  const [why = 'too-soon'] = notOffered.keys();
  return times.length > 0 ? null : why;
}

/** The session as if it had this one place. */
function placeAlone(session: ClinicSession, mainStartsAt: Date): ClinicSession {
  const { preMinutes, mainMinutes, debriefMinutes } = session;
  const startsAt = new Date(mainStartsAt.getTime() - preMinutes * 60_000);
  const endsAt = new Date(mainStartsAt.getTime() + (mainMinutes + debriefMinutes) * 60_000);
  return { ...session, startsAt, endsAt };
}

type MovedBooking = { booking: Booking; before: Booking };

async function moveIn(
  deps: Pick<Deps, 'newId'>,
  tx: TellingTransaction,
  { sight, plan, sessionId }: { sight: Sight; plan: Plan; sessionId: ClinicSessionId },
): Promise<MovedBooking[]> {
  // Prisons first, in one order, as whoever books does.
  const siteIds = new Set(plan.places.map(({ booking }) => booking.siteId));
  for (const siteId of [...siteIds].toSorted()) await tx.prisonMode.sharePrison(siteId);
  const session = requireOwn(sight.person, await tx.clinics.lockSession(sessionId), 'session');
  const bookings = await tx.clinics.lockBookingsOf(sessionId);
  // After the bookings: whoever starts a visit meanwhile has one of them.
  const hasBeenHeld = await tx.clinics.hasBeenHeld(sessionId);
  requireMovable({ session, bookings, hasBeenHeld }, tx.now);
  requireOtherTime(session, plan.moved);
  requireAsPlanned(session, bookings, plan);
  const moved: ClinicSession = { ...plan.moved, state: session.state };
  await tx.clinics.moveSession(moved);
  if (session.templateId !== null) {
    await tx.clinics.addSessions([leftBehind(session, deps.newId() as ClinicSessionId)]);
  }
  const { person } = sight;
  const detail = {
    from: session.startsAt.toISOString(),
    to: moved.startsAt.toISOString(),
    bookings: bookings.length,
  };
  await tx.audit([sessionEntry(person, session, { action: 'session.moved', detail })]);
  const held = bookings.filter(({ state }) => state === 'held');
  for (const one of held) await tx.clinics.releaseBooking(one.id, 'lapsed', null);
  await tx.audit(held.map((one) => bookingEntry(auditActor(person), one, { action: 'booking.released' })));
  // Moved by less than a place, each would be in the way of the one before it.
  const booked = bookings.filter(({ state }) => state === 'booked');
  const bookingIds = booked.map(({ id }) => id);
  const interpreters = await interpretersBefore(tx, session.organisationId, bookingIds);
  await tx.clinics.clearClaims(bookingIds);
  const done: MovedBooking[] = [];
  for (const before of booked) {
    const booking = await moveOne(tx, { sight, plan, moved, before });
    const had = interpreters.get(booking.id);
    await keepInterpreter(tx, booking, had);
    await tellInterpreter(deps, tx, booking, had);
    done.push({ booking, before });
  }
  return done;
}

/** Throws `conflict` where something has changed since it was looked at. */
function requireAsPlanned(
  session: ClinicSession,
  bookings: readonly Booking[],
  { places, moved }: Plan,
): void {
  const seen = new Map(places.map(({ booking }) => [booking.id, booking]));
  const booked = bookings.filter(({ state }) => state === 'booked');
  const same = booked.every(
    ({ id, version, startsAt }) =>
      seen.get(id)?.version === version && seen.get(id)?.startsAt.getTime() === startsAt.getTime(),
  );
  if (!same || session.preMinutes !== moved.preMinutes) {
    throw new DomainError('conflict', 'somebody has changed a booking of this clinic; look at it again');
  }
}

async function moveOne(
  tx: TellingTransaction,
  { sight, plan, moved, before }: { sight: Sight; plan: Plan; moved: ClinicSession; before: Booking },
): Promise<Booking> {
  const { person } = sight;
  const { stationId, siteId } = before;
  const place = plan.places.find(({ booking }) => booking.id === before.id);
  const prison = plan.prisons.get(before.id);
  const startsAtThen = place?.startsAt ?? null;
  if (startsAtThen === null || prison === undefined) {
    throw new DomainError('conflict', 'somebody has changed a booking of this clinic; look at it again');
  }
  const referral = requireOwn(person, await tx.clinics.lockReferral(before.referralId), 'referral');
  await requireInPrison(tx, referral, siteId);
  const asked = { referral, prison, stationId, startsAt: startsAtThen, now: tx.now };
  // One that is planned has no bookings, so that whatever is moved is open.
  const { appointment, claims } = requirePlace({ ...asked, session: { ...moved, state: 'open' } });
  await requireUnhinderedIn(tx, sight, { referral, stationId, appointment, clashReason: undefined });
  const { startsAt, endsAt, beginsAt } = appointment;
  const after: Booking = { ...before, startsAt, endsAt, beginsAt };
  const lapsed = await tx.clinics.moveBooking(after, claims);
  await watchMoved(tx, after);
  await tx.prisonMode.setClash(before.id, null);
  const detail = { from: before.startsAt.toISOString(), to: startsAt.toISOString() };
  await tx.audit([
    ...lapsed.map(lapsedEntry),
    bookingEntry(auditActor(person), after, { action: 'booking.moved', detail }),
  ]);
  return after;
}
