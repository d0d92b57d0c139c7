import { addDays, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import type { Booking } from './clinic.ts';
import type { LinkDelay } from './link-delay.ts';

const minuteMs = 60_000;
/** From how long before the time one can wait at a link. */
const joinsBeforeMs = 30 * minuteMs;
/** A page that waits asks every few seconds; whoever has not for this long is not there. */
export const waitsWithinMs = 20_000;

/** When whoever has the link can begin to wait. */
export function joinsFrom({ startsAt }: Pick<Booking, 'startsAt'>): Date {
  return new Date(startsAt.getTime() - joinsBeforeMs);
}

/** A link shows what has become of its booking until the end of that day; then it is as if it had never been. */
export function isLinkOver({ startsAt }: Pick<Booking, 'startsAt'>, now: Date): boolean {
  return now >= startOfDay(addDays(wallDateOf(startsAt), 1));
}

/**
 * Whether one can wait or join now: from half an hour before the time until its end, later by as much as the clinic is late,
 * and always while the visit runs.
 */
export function canJoin(
  { startsAt, endsAt, state }: Pick<Booking, 'startsAt' | 'endsAt' | 'state'>,
  { now, delay, running }: { now: Date; delay: LinkDelay; running: boolean },
): boolean {
  if (running) return true;
  const lateMs = delay.is === 'late' ? delay.minutes * minuteMs : 0;
  const open = now >= joinsFrom({ startsAt }) && now.getTime() < endsAt.getTime() + lateMs;
  return open && (state === 'booked' || state === 'running');
}
