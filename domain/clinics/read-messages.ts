import { type Actor, auditActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { BookingId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { bookingEntry } from './booking-rules.ts';
import { type BookingCalendars, entryOf } from './calendar-entry.ts';
import { requireSeenBooking, sightOf } from './clinic-access.ts';
import type { BookingMessageView } from './message-wire.ts';

/**
 * Who has been told what of a booking, oldest first: for whom, and whether it arrived. There is nothing of the patient in
 * it, and whoever asks has read the booking, which is in the trail.
 */
export async function listBookingMessages(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<BookingMessageView[]> {
  const sight = await sightOf(deps, actor, 'booking:read');
  requireSeenBooking(sight, await deps.store.transact((tx) => tx.clinics.findBooking(bookingId)));
  const found = await deps.store.reads.listBookingMessages(bookingId);
  return found.map(({ kind, side, state, madeAt, changedAt }) => ({
    kind,
    side,
    state,
    madeAt: madeAt.toISOString(),
    changedAt: changedAt.toISOString(),
  }));
}

/** A booking as a file for the own calendar (A44). Throws `wrong-phase` for a time that is held only. */
export async function exportBooking(
  deps: Pick<Deps, 'store' | 'clock'> & { bookingCalendars: BookingCalendars },
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<string> {
  const sight = await sightOf(deps, actor, 'booking:read');
  await deps.store.transact(async (tx) => {
    const booking = requireSeenBooking(sight, await tx.clinics.findBooking(bookingId));
    if (booking.state === 'held' || booking.state === 'lapsed') {
      throw new DomainError('wrong-phase', 'this time is not booked');
    }
    await tx.audit([bookingEntry(auditActor(sight.person), booking, { action: 'booking.calendar-saved' })]);
  });
  const view = await deps.store.reads.findBookingView(bookingId);
  if (view === undefined) {
    throw new DomainError('not-found', 'no such booking');
  }
  const { bookedAt, stationName, startsAt, endsAt, version, state } = view;
  const entry = entryOf(
    {
      ...{ bookingId, stationName, version },
      siteName: bookedAt.siteName,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    },
    { cancelled: state === 'cancelled' },
  );
  return deps.bookingCalendars.write(entry, deps.clock.now());
}
