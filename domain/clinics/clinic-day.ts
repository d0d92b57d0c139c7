import { addDays, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import type { Booking } from './clinic.ts';

/** A late clinic runs over midnight, and somebody whose time is soon after it is brought before. */
const overMidnightMs = 6 * 3_600_000;

type Time = Pick<Booking, 'startsAt'>;

/** When the day of a booking is over: at midnight, and not before six hours after its time. */
export function dayOverAt({ startsAt }: Time): Date {
  const midnight = startOfDay(addDays(wallDateOf(startsAt), 1));
  return new Date(Math.max(midnight.getTime(), startsAt.getTime() + overMidnightMs));
}

/** The times of the bookings that are of now: from `from` on and before `until`. None of them has a day that is over. */
export function timesOfNow(now: Date): { from: Date; until: Date } {
  const today = wallDateOf(now);
  const [midnight, tomorrow] = [startOfDay(today), startOfDay(addDays(today, 1))];
  return {
    // Later by a millisecond, because at the sixth hour itself it is over.
    from: new Date(Math.min(midnight.getTime(), now.getTime() - overMidnightMs + 1)),
    until: new Date(Math.max(tomorrow.getTime(), now.getTime() + overMidnightMs)),
  };
}

export function isOfNow({ startsAt }: Time, now: Date): boolean {
  const { from, until } = timesOfNow(now);
  return startsAt >= from && startsAt < until;
}
