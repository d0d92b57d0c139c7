import { z } from 'zod';
import type { BookingId } from '../ids.ts';
import { expectedTimes, type RunningList } from './delay.ts';

/** What a patient who waits is told of the clinic. `on-time` only where something of the list shows it. */
export const linkDelay = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('late'), minutes: z.int().min(1) }),
  z.strictObject({ is: z.literal('on-time') }),
  z.strictObject({ is: z.literal('not-known') }),
]);
export type LinkDelay = z.infer<typeof linkDelay>;

/**
 * Whether the clinic is late for one booking (A46). Before anybody of the list has been seen, nobody knows that it is on
 * time; nor is it once the time has come and the visit has not begun.
 */
export function linkDelayOf(list: RunningList, bookingId: BookingId, now: Date): LinkDelay {
  const late = expectedTimes(list, now).get(bookingId);
  if (late !== undefined) return { is: 'late', minutes: late.minutesLate };
  const own = list.bookings.find((booking) => booking.bookingId === bookingId);
  const hasBegun = list.bookings.some(({ startedAt }) => startedAt !== null);
  return own?.state === 'booked' && now < own.startsAt && hasBegun && !list.urgentCall
    ? { is: 'on-time' }
    : { is: 'not-known' };
}
