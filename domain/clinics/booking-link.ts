import type { Booking } from './clinic.ts';
import { dayOverAt } from './clinic-day.ts';

const minuteMs = 60_000;
/** From how long before the time one can wait at a link. */
const joinsBeforeMs = 30 * minuteMs;
/** A page that waits asks every few seconds; whoever has not for this long is not there. */
const waitsWithinMs = 20_000;

/** When whoever has the link can begin to wait. */
export function joinsFrom({ startsAt }: Pick<Booking, 'startsAt'>): Date {
  return new Date(startsAt.getTime() - joinsBeforeMs);
}

/** A link shows what has become of its booking until that day is over; then it is as if it had never been. */
export function isLinkOver(booking: Pick<Booking, 'startsAt'>, now: Date): boolean {
  return now >= dayOverAt(booking);
}

/**
 * Whether one can wait or join now: from half an hour before the time for as long as the link is good and nobody has said what
 * became of the appointment, and always while the visit runs. How late a clinic is, this service only guesses: by a guess
 * nobody who waits is sent away.
 */
export function canJoin(
  { startsAt, state }: Pick<Booking, 'startsAt' | 'state'>,
  { now, running }: { now: Date; running: boolean },
): boolean {
  if (running) return true;
  const open = now >= joinsFrom({ startsAt }) && !isLinkOver({ startsAt }, now);
  return open && (state === 'booked' || state === 'running');
}

/** Whether somebody waits at a link that was last heard of then. */
export function waitsNow(seenAt: Date | null, now: Date): boolean {
  return seenAt !== null && now.getTime() - seenAt.getTime() < waitsWithinMs;
}
