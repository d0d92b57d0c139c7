import type { BookingId, ClinicSessionId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { BookingState } from './clinic.ts';
import { isOfNow } from './clinic-day.ts';
import { expectedTimes, type LateBookings, lateEnds, type LateTimes } from './delay.ts';

/** A booking that may be late, whoever reads it. */
type MayBeLate = { bookingId: BookingId; sessionId: ClinicSessionId; startsAt: string };

/**
 * What is late of some bookings now (A46). Every list, page and paper has its times from here, so that one wing is not sent
 * for a patient at two times.
 */
export async function readLate(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  bookings: readonly (MayBeLate & { state: BookingState | 'other' })[],
): Promise<LateBookings> {
  const now = clock.now();
  const coming = bookings.filter(
    ({ state, startsAt }) =>
      (state === 'booked' || state === 'running') && isOfNow({ startsAt: new Date(startsAt) }, now),
  );
  const sessionIds = [...new Set(coming.map(({ sessionId }) => sessionId))];
  const lists = [...(await store.reads.readRunningLists(sessionIds)).values()];
  const expected = lists.flatMap((list) => [...expectedTimes(list, now)]);
  return {
    expected: new Map(
      expected.map(([bookingId, { startsAt, fetchAt, ...late }]) => [
        bookingId,
        { startsAt: startsAt.toISOString(), fetchAt: fetchAt.toISOString(), ...late },
      ]),
    ),
    runsOver: new Map(lists.flatMap((list) => [...lateEnds(list, now)])),
  };
}

/** The same of one booking: null where it is not late, or not to come. */
export async function readExpected(
  deps: Pick<Deps, 'store' | 'clock'>,
  booking: MayBeLate & { state: BookingState },
): Promise<LateTimes | null> {
  return (await readLate(deps, [booking])).expected.get(booking.bookingId) ?? null;
}
