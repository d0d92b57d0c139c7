import { z } from 'zod';

/** The service's wall clock. Shifts are kept as instants; people read and write them in this zone. */
export const rotaTimeZone = 'Europe/London';

/** A day of the calendar, `2026-10-25`. */
export const wallDate = z.iso.date();

/** What a clock on the wall shows, without zone and seconds: `2026-10-25T01:30`. */
export type WallTime = `${string}T${string}`;

const dayMs = 24 * 3600 * 1000;

function clockIn(timeZone: string): Intl.DateTimeFormat {
  // The Swedish way of writing a date is that of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Made once: a search for times asks thousands of times. */
const rotaClock = clockIn(rotaTimeZone);

/** What the clock on the wall of that zone shows at an instant. */
export function wallTimeOf(instant: Date, timeZone: string = rotaTimeZone): WallTime {
  const written = (timeZone === rotaTimeZone ? rotaClock : clockIn(timeZone)).format(instant);
  return `${written.slice(0, 10)}T${written.slice(-5)}`;
}

/** The day of the calendar in the service's zone. */
export function wallDateOf(instant: Date): string {
  return wallTimeOf(instant).slice(0, 10);
}

/**
 * When the clock shows this: once on most days, twice in the hour that the autumn's change repeats, never in the hour
 * that the spring's leaves out.
 */
export function instantsOf(wall: WallTime, timeZone: string = rotaTimeZone): Date[] {
  return candidatesOf(wall, timeZone).filter((instant) => wallTimeOf(instant, timeZone) === wall);
}

/** The same as one instant: the first of two; of a time that is left out, as much later as the clock goes forward. */
export function instantOf(wall: WallTime, timeZone: string = rotaTimeZone): Date {
  const [first] = instantsOf(wall, timeZone);
  // Read with the clock as it was before the change, 01:30 lies after it.
  const [asBefore] = candidatesOf(wall, timeZone).toReversed();
  const instant = first ?? asBefore;
  if (instant === undefined) {
    throw new RangeError('not a wall-clock time');
  }
  return instant;
}

/** The wall time read with each of the clock's settings around that day, earliest instant first. */
function candidatesOf(wall: WallTime, timeZone: string): Date[] {
  const asUtc = Date.parse(`${wall}Z`);
  const offsets = [-dayMs, dayMs].map((aside) => {
    const near = new Date(asUtc + aside);
    return Date.parse(`${wallTimeOf(near, timeZone)}Z`) - Math.floor(near.getTime() / 60_000) * 60_000;
  });
  return [...new Set(offsets.map((offset) => asUtc - offset))]
    .toSorted((a, b) => a - b)
    .map((instant) => new Date(instant));
}

/** When a day of the calendar begins in the service's zone. */
export function startOfDay(date: string): Date {
  return instantOf(`${date}T00:00`);
}

/** Days later in the calendar, whatever the clocks do. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The Monday of the week in which the day is. */
export function mondayOf(date: string): string {
  return addDays(date, -((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7));
}

/** How many days of the calendar lie between two. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / dayMs);
}

/** `Mon 26 Oct 2026, 08:00 to 20:00`, with the second day only where it is another one. */
export function timesInWords({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): string {
  const sameDay = wallDateOf(startsAt) === wallDateOf(endsAt);
  return `${dayInWords(startsAt)}, ${clockOf(startsAt)} to ${sameDay ? '' : `${dayInWords(endsAt)}, `}${clockOf(endsAt)}`;
}

/** `08:00`. */
export function clockOf(instant: Date): string {
  return wallTimeOf(instant).slice(-5);
}

/** Made once: it costs much more than its use. */
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: rotaTimeZone,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `Mon 26 Oct 2026`. */
export function dayInWords(instant: Date): string {
  const parts = dayFormat.formatToParts(instant);
  // Intl's own commas differ from one release of its data to the next.
  return parts
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => value)
    .join(' ');
}
