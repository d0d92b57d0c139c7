import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, SiteId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { bookingEntry } from './booking-rules.ts';
import { requireOwn, type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { BookedAt } from './clinic-port.ts';
import { readExpected, readLate } from './late-bookings.ts';
import { openingSightOf, requireOpened } from './late-outcome.ts';
import type { BookingView } from './wire.ts';

/**
 * One booking: of the own prisons, of the organisation for a booking clerk, of the own clinics for a clinician, and for a
 * manager one whose outcome nobody else can record any more.
 */
export async function readBooking(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<BookingView> {
  const sight = await openingSightOf(deps, actor);
  await deps.store.transact(async (tx) => {
    const booking = await requireOpened(tx, sight, await tx.clinics.findBooking(bookingId));
    await tx.audit([bookingEntry(auditActor(sight.person), booking, { action: 'booking.read' })]);
  });
  const view = await readBookingView(deps, sight, bookingId);
  return { ...view, expected: await readExpected(deps, view) };
}

/** The bookings that begin on some days, by the same rule; those that have been cancelled are among them. */
export async function listBookings(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { from, days = 1 }: { from: string; days?: number | undefined },
): Promise<BookingView[]> {
  const sight = await sightOf(deps, actor, 'booking:read');
  const { organisationId } = sight.person;
  const between = { from: startOfDay(from), to: startOfDay(addDays(from, days)) };
  const lists = await Promise.all(partsOf(sight).map((of) => deps.store.reads.listBookings(of, between)));
  const bookings = [...new Map(lists.flat().map((booking) => [booking.bookingId, booking])).values()];
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(sight.person), {
        action: 'bookings.read',
        about: { kind: 'booking', id: null, organisationId },
        detail: { from, days, count: bookings.length },
      }),
    ]),
  );
  const { expected } = await readLate(deps, bookings);
  return bookings
    .map((booking) => asSeen(sight, { ...booking, expected: expected.get(booking.bookingId) ?? null }))
    .toSorted((a, b) => Date.parse(a.beginsAt) - Date.parse(b.beginsAt));
}

type Part = Parameters<Deps['store']['reads']['listBookings']>[0];

/** Of which lists the bookings are that a person sees. Somebody of prison healthcare can hold clinics too, and sees both. */
export function partsOf({ person, everything, siteIds }: Sight): Part[] {
  return everything
    ? [{ organisationId: person.organisationId }]
    : [{ siteIds }, { clinicianId: person.personId }];
}

/** A booking as it stands now, for whoever has just been found to see it. */
export async function readBookingView(
  { store }: Pick<Deps, 'store'>,
  sight: Sight,
  bookingId: BookingId,
): Promise<BookingView> {
  const found = await store.reads.findBookingView(bookingId);
  if (found === undefined) {
    throw new DomainError('not-found', 'no such booking');
  }
  const { organisationId, ...view } = found;
  requireOwn(sight.person, { organisationId }, 'booking');
  return asSeen(sight, view);
}

/**
 * What else a patient in prison has on is nobody's business but the prison's: not the hospital's, not the clinician's. That
 * they may not be there, the hospital's booking clerks have to know too.
 */
function asSeen(sight: Sight, { bookedAt, ...booking }: BookingView & { bookedAt: BookedAt }): BookingView {
  const { organisationId } = sight.person;
  const worksAt = (siteId: SiteId) => worksIn(sight, { organisationId, siteId });
  if (worksAt(booking.patient.siteId)) return booking;
  const seen = { ...booking, clash: null, away: sight.everything ? booking.away : null };
  // The prison that somebody has left is not told where they are now; the hospital, which sees them there, is.
  const isOldPrison = worksAt(bookedAt.siteId) && !sight.everything;
  return isOldPrison ? { ...seen, patient: { ...seen.patient, ...bookedAt } } : seen;
}
