import { type Actor, auditActor, may, requirePerson, requirePermission } from '../actors.ts';
import { type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import type { Person, Site } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { ClinicSessionId, OrganisationId, PersonId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Shift } from '../rota/shift.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { transact } from '../transact.ts';
import { overlaps } from './appointment.ts';
import { bookingEntry, hasBegun, requireText } from './booking-rules.ts';
import { type CancelCode, cancelCodes, mayEndSession } from './cancel-codes.ts';
import { requireOwn } from './clinic-access.ts';
import type { Booking, ClinicSession, StoredTemplate } from './clinic.ts';
import { placesOf, releasedAt } from './kept-places.ts';
import { requireCodeThere } from './place-of-booking.ts';
import { tellOfCancellation } from './tell-interpreter.ts';
import { nextOf } from './templates.ts';
import type { BookingView, SessionView } from './wire.ts';
import { informOfSession, type MessageDeps } from './write-messages.ts';

const daysOfWeek = 7;
/** What begins on another day can reach into a session, and its first patient is fetched before it begins. */
const marginMs = 24 * 3_600_000;

/**
 * The sessions of some days, with what else their clinicians have at those times. Who may see no clinics but the own
 * sees those.
 */
export async function listClinicSessions(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  input: { organisationId: OrganisationId; from: string; days?: number | undefined },
): Promise<SessionView[]> {
  const { organisationId, days = daysOfWeek } = input;
  const all = may(actor, 'clinic:read');
  const person = requirePerson(actor, all ? 'clinic:read' : 'clinic:read-own');
  requireOwn(actor, { organisationId }, 'organisation');
  const span = { startsAt: startOfDay(input.from), endsAt: startOfDay(addDays(input.from, days)) };
  const from = new Date(span.startsAt.getTime() - marginMs);
  const to = new Date(span.endsAt.getTime() + marginMs);
  const { personId } = person;
  const between = { from, to };
  const [sessions, shifts, people, bookings, sites, templates] = await Promise.all([
    store.reads.listSessions(organisationId, all ? between : { ...between, clinicianId: personId }),
    store.reads.listShifts(organisationId, from, to),
    store.reads.listPeople(organisationId),
    store.reads.listBookings(all ? { organisationId } : { clinicianId: personId }, between),
    store.reads.listSites(organisationId),
    store.reads.listTemplates(organisationId),
  ]);
  const shown = sessions.filter((session) => overlaps(session, span));
  const moved = await movedAway({ store }, shown);
  return shown
    .filter((session) => !isBack(session, moved))
    .map((session) =>
      sessionViewOf(session, { sessions, shifts, bookings, people, sites, templates, moved }),
    );
}

/** Where clinics have gone that were moved away, by what they have left behind. */
type Moved = ReadonlyMap<ClinicSessionId, ClinicSession>;

async function movedAway({ store }: Pick<Deps, 'store'>, sessions: readonly ClinicSession[]): Promise<Moved> {
  const ids = sessions.flatMap(({ movedToId }) => movedToId ?? []);
  if (ids.length === 0) return new Map();
  return new Map((await store.reads.listSessionsById(ids)).map((session) => [session.id, session]));
}

function goneTo(session: ClinicSession, moved: Moved): ClinicSession | undefined {
  const { movedToId } = session;
  return movedToId === undefined ? undefined : moved.get(movedToId);
}

/** Of a clinic that has been moved back, what it had left behind says nothing any more. */
function isBack(session: ClinicSession, moved: Moved): boolean {
  return goneTo(session, moved)?.startsAt.getTime() === session.startsAt.getTime();
}

/** Opens a planned session for booking; one that is open stays so. Throws `wrong-phase` when it is cancelled. */
export async function publishClinicSession(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { sessionId }: { sessionId: ClinicSessionId },
): Promise<void> {
  requirePermission(actor, 'clinic:manage');
  await store.transact(async (tx) => {
    const session = requireOwn(actor, await tx.clinics.lockSession(sessionId), 'session');
    if (session.state === 'cancelled') {
      throw new DomainError('wrong-phase', 'the clinic is cancelled');
    }
    if (session.state === 'open') return;
    await tx.clinics.publishSession(sessionId);
    await tx.audit([sessionEntry(actor, session, { action: 'session.published' })]);
  });
}

type Ending = { code: CancelCode; text: string | null };

/**
 * Cancels a session and every booking in it that has not begun; answers how many patients are to be booked again. Their
 * referrals keep their clocks, and so their places in the list (A26). A second time there is nothing left to cancel.
 */
export async function cancelClinicSession(
  deps: MessageDeps,
  actor: Actor,
  { sessionId, ...why }: Ending & { sessionId: ClinicSessionId },
): Promise<{ toRebook: number }> {
  const person = requirePerson(actor, 'clinic:manage');
  requireText(why);
  if (!mayEndSession(why.code)) {
    throw new DomainError('invalid', 'code: what one patient wants or needs is no reason to cancel a clinic');
  }
  return transact(deps, async (tx) => {
    const session = requireOwn(actor, await tx.clinics.lockSession(sessionId), 'session');
    if (session.state === 'cancelled') return { toRebook: 0 };
    await tx.clinics.cancelSession(sessionId);
    // Whoever books, moves or cancels in this session holds its row first, so that none of them waits for these.
    const bookings = await tx.clinics.lockBookingsOf(sessionId);
    const ending = bookings.filter((booking) => !hasBegun(booking, tx.now));
    for (const booking of ending) {
      if (booking.state === 'booked') {
        await requireCodeThere(tx, booking, why.code);
        await tellOfCancellation(deps, tx, booking);
      }
      await endBooking(tx, booking, { ...why, by: person.personId });
    }
    const cancelled = ending.filter(({ state }) => state === 'booked');
    const toRebook = cancelled.length;
    const detail = { code: why.code, toRebook, begun: bookings.length - ending.length };
    await tx.audit([
      sessionEntry(actor, session, { action: 'session.cancelled', detail }),
      ...ending.map((booking) => endEntry(actor, booking, why.code)),
    ]);
    await informOfSession(deps, tx, { session, by: person.personId, bookings: cancelled });
    return { toRebook };
  });
}

/** A hold is only given up: of a referral that has no booking nothing changes. */
async function endBooking(tx: Transaction, booking: Booking, why: Ending & { by: PersonId }): Promise<void> {
  if (booking.state !== 'booked') {
    await tx.clinics.releaseBooking(booking.id, 'lapsed', null);
    return;
  }
  await tx.clinics.lockReferral(booking.referralId);
  await tx.clinics.releaseBooking(booking.id, 'cancelled', why);
  await tx.clinics.setReferralState(booking.referralId, cancelCodes[why.code].referral);
}

function endEntry(actor: Actor, booking: Booking, code: CancelCode): AuditEntry {
  return booking.state === 'booked'
    ? bookingEntry(auditActor(actor), booking, {
        action: 'booking.cancelled',
        detail: { code, cause: cancelCodes[code].cause },
      })
    : bookingEntry(auditActor(actor), booking, { action: 'booking.released' });
}

/** One line of the audit trail about one session. */
export function sessionEntry(
  actor: Actor,
  { id, organisationId, clinicianId }: ClinicSession,
  {
    action,
    detail,
  }: { action: 'session.published' | 'session.cancelled' | 'session.moved'; detail?: AuditDetail },
): AuditEntry {
  return auditEntry(auditActor(actor), {
    action,
    about: { kind: 'clinic-session', id, organisationId },
    detail: { clinicianId, ...detail },
  });
}

/** What else its clinician has at the time of a session, also of one that is not kept yet. */
export async function clashesAt(
  { store }: Pick<Deps, 'store'>,
  session: ClinicSession,
): Promise<SessionView['clashes']> {
  const from = new Date(session.startsAt.getTime() - marginMs);
  const to = new Date(session.endsAt.getTime() + marginMs);
  const { organisationId, clinicianId } = session;
  const [sessions, shifts] = await Promise.all([
    store.reads.listSessions(organisationId, { from, to, clinicianId }),
    store.reads.listShifts(organisationId, from, to),
  ]);
  return clashesOf(session, { sessions, shifts });
}

/** A session that is cancelled clashes with nothing. */
function clashesOf(
  session: ClinicSession,
  { sessions, shifts }: Pick<Around, 'sessions' | 'shifts'>,
): SessionView['clashes'] {
  if (session.state === 'cancelled') return [];
  const onCall = shifts.map((shift) => ({ ...shift, kind: 'on-call' as const }));
  const others = sessions
    .filter(({ id, state }) => id !== session.id && state !== 'cancelled')
    .map((other) => ({ ...other, kind: 'session' as const }));
  return [...onCall, ...others]
    .filter((other) => other.clinicianId === session.clinicianId && overlaps(other, session))
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
    .map(({ kind, startsAt, endsAt }) => ({
      kind,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    }));
}

type Around = {
  sessions: readonly ClinicSession[];
  shifts: readonly Shift[];
  bookings: readonly BookingView[];
  people: readonly Person[];
  sites: readonly Site[];
  templates: readonly StoredTemplate[];
  moved: Moved;
};

function keptOf(
  session: ClinicSession,
  { sites }: Pick<Around, 'sites'>,
): Pick<SessionView, 'shares' | 'keptUntil'> {
  const nameOf = new Map(sites.map(({ siteId, name }) => [siteId, name]));
  return {
    shares: (session.kept?.shares ?? []).map((share) => ({
      ...share,
      siteName: nameOf.get(share.siteId) ?? '',
    })),
    keptUntil: releasedAt(session)?.toISOString() ?? null,
  };
}

/** Whether its template says something else by then: one that was changed by hand is of no template. */
function leftOverOf(
  { templateId, date, state }: ClinicSession,
  { templates }: Pick<Around, 'templates'>,
): SessionView['leftOver'] {
  const template = templates.find(({ id }) => id === templateId);
  if (template === undefined || state === 'cancelled') return null;
  if (template.validTo === null || date <= template.validTo) return null;
  return nextOf(template, templates) === undefined ? 'ended' : 'changed';
}

function sessionViewOf(session: ClinicSession, around: Around): SessionView {
  const { id, clinicianId } = session;
  const booked = around.bookings.filter(({ sessionId, state }) => sessionId === id && state !== 'cancelled');
  const gone = goneTo(session, around.moved);
  return {
    sessionId: id,
    templateId: session.templateId,
    service: session.service,
    clinicianId,
    clinicianName: around.people.find(({ personId }) => personId === clinicianId)?.name ?? '',
    date: session.date,
    startsAtClock: session.startsAtClock,
    endsAtClock: session.endsAtClock,
    startsAt: session.startsAt.toISOString(),
    endsAt: session.endsAt.toISOString(),
    preMinutes: session.preMinutes,
    mainMinutes: session.mainMinutes,
    debriefMinutes: session.debriefMinutes,
    capacity: session.capacity,
    state: session.state,
    movedTo: gone === undefined ? null : { date: gone.date, startsAtClock: gone.startsAtClock },
    places: placesOf(session),
    booked: booked.length,
    ...keptOf(session, around),
    clashes: clashesOf(session, around),
    leftOver: leftOverOf(session, around),
  };
}
