import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { Deps, Secrets, Transaction } from '../ports.ts';
import { rotaTimeZone, wallDateOf } from '../rota/wall-clock.ts';
import { canJoin, isLinkOver, joinsFrom } from './booking-link.ts';
import { hasBegun } from './booking-rules.ts';
import { type BookingCalendars, patientEntryOf } from './calendar-entry.ts';
import { cancelCodes } from './cancel-codes.ts';
import { linkDelayOf, type LinkDelay } from './link-delay.ts';
import type { BookingLink, LinkedBooking } from './link-port.ts';
import type { AppointmentView } from './link-wire.ts';
import { raiseTask } from './tasks.ts';

type LinkDeps = Pick<Deps, 'store' | 'clock' | 'newId'> & { secrets: Pick<Secrets, 'digest'> };

/** The same for a link that is not known and for one whose day is over: nobody learns which it is. */
const unknown = 'this link is not known, or its day is over';

/** How often one who opens a link again and again is in the trail. */
const openedAgainMs = 3_600_000;

/** What a link is of, found by its secret. The secret is the permission. Throws `not-found`. */
export async function requireLink(
  tx: Transaction,
  { secrets }: Pick<LinkDeps, 'secrets'>,
  secret: string,
): Promise<{ link: BookingLink; booking: LinkedBooking }> {
  const link = await tx.bookingLinks.findByDigest(secrets.digest(secret));
  const booking = link && (await tx.bookingLinks.getLinked(link.bookingId));
  if (link === undefined || booking === undefined || isLinkOver(booking, tx.now)) {
    throw new DomainError('not-found', unknown);
  }
  return { link, booking };
}

/** How late the clinic is for a booking, as far as anybody knows. */
export async function readLinkDelay(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  { id, sessionId }: Pick<LinkedBooking, 'id' | 'sessionId'>,
): Promise<LinkDelay> {
  const list = (await store.reads.readRunningLists([sessionId])).get(sessionId);
  return list === undefined ? { is: 'not-known' } : linkDelayOf(list, id, clock.now());
}

/** The appointment that a link is for, for whoever has it. It names nobody but the clinician. */
export async function openAppointment(
  deps: LinkDeps,
  { secret }: { secret: string },
): Promise<AppointmentView> {
  const { link, booking, running, patientLeft } = await deps.store.transact(async (tx) => {
    const found = await requireLink(tx, deps, secret);
    await noteOpened(tx, found);
    const visit = await tx.visits.findOpenOfBooking(found.booking.id);
    const part = await tx.clinicRunning.findPart(found.booking.id);
    return { ...found, running: visit !== undefined, patientLeft: part === 'debrief' };
  });
  const delay = await readLinkDelay(deps, booking);
  const now = deps.clock.now();
  const { organisationName, clinicianName, service, startsAt, endsAt, phone, timedAt, cancelCode } = booking;
  const { noteForPatient: note } = booking;
  return {
    state: shownState(booking, { patientLeft }),
    patientLeft,
    ...{ organisationName, clinicianName, service, phone, note, delay },
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    zone: rotaTimeZone,
    moved: timedAt > link.madeAt,
    goesOn: cancelCode === null || cancelCodes[cancelCode].referral === 'to-rebook',
    joinsFrom: joinsFrom(booking).toISOString(),
    joinable: !patientLeft && canJoin(booking, { now, running }),
    changeable: booking.state === 'booked' && !hasBegun(booking, now),
    cannotCome: saidCannotCome(link, booking),
  };
}

/** At the debrief it is over for the patient, while the clinician goes on. */
function shownState(
  { state }: LinkedBooking,
  { patientLeft }: { patientLeft: boolean },
): AppointmentView['state'] {
  if (state === 'cancelled' || state === 'lapsed') return 'cancelled';
  return state === 'done' || patientLeft ? 'over' : 'booked';
}

/** What was said of another time does not hold of this one. */
function saidCannotCome({ cannotComeAt }: BookingLink, { timedAt }: LinkedBooking): boolean {
  return cannotComeAt !== null && cannotComeAt >= timedAt;
}

/** A page that is open asks again and again: once an hour is enough for the trail. */
async function noteOpened(
  tx: Transaction,
  { link, booking }: { link: BookingLink; booking: LinkedBooking },
): Promise<void> {
  if (link.openedAt !== null && tx.now.getTime() - link.openedAt.getTime() < openedAgainMs) return;
  await tx.bookingLinks.markOpened(link.id);
  await tx.audit([linkEntry(booking, 'booking-link.opened')]);
}

/** An entry about a link: who has it, nobody knows. */
export function linkEntry(
  { id, organisationId }: Pick<LinkedBooking, 'id' | 'organisationId'>,
  action: 'booking-link.opened' | 'booking-link.waited' | 'booking-link.replaced',
) {
  return auditEntry({ kind: 'system' }, { action, about: { kind: 'booking', id, organisationId } });
}

/**
 * The one task about a booking whose patient has said that they cannot come, for each time that it was given: also where it
 * has come back to a time that it had before.
 */
function cannotComeKey({ id, timedAt }: Pick<LinkedBooking, 'id' | 'timedAt'>): string {
  return `cannot-come:${id}:${timedAt.toISOString()}`;
}

/**
 * Has the booking clerks told that the patient cannot come. The link may have got to somebody else, so that it cancels
 * nothing by itself. Idempotent. Throws `wrong-phase` for what is cancelled, or has begun.
 */
export async function sayCannotCome(deps: LinkDeps, { secret }: { secret: string }): Promise<void> {
  await deps.store.transact(async (tx) => {
    const found = await requireLink(tx, deps, secret);
    await tx.clinics.lockBooking(found.booking.id);
    const { link, booking } = await requireLink(tx, deps, secret);
    if (booking.state !== 'booked' || booking.startsAt <= tx.now) {
      throw new DomainError('wrong-phase', 'this appointment is cancelled or has begun');
    }
    if (saidCannotCome(link, booking)) return;
    await tx.bookingLinks.markCannotCome(link.id);
    const { id: bookingId, organisationId, patientId, referralId } = booking;
    await raiseTask(deps, tx, {
      ...{ organisationId, patientId, referralId, bookingId, siteId: null },
      kind: 'cannot-come',
      key: cannotComeKey(booking),
      dueOn: wallDateOf(tx.now),
    });
  });
}

/** The appointment as a file for the patient's own calendar (A44): without the link, because calendars are shared. */
export async function exportAppointment(
  deps: LinkDeps & { bookingCalendars: BookingCalendars },
  { secret }: { secret: string },
): Promise<string> {
  const { booking } = await deps.store.transact((tx) => requireLink(tx, deps, secret));
  const { id: bookingId, startsAt, endsAt, version, state } = booking;
  const entry = patientEntryOf(
    { bookingId, startsAt, endsAt, version },
    { cancelled: state === 'cancelled', attendee: null },
  );
  return deps.bookingCalendars.write(entry, deps.clock.now());
}
