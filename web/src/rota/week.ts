import type { CoverGapView, Rota, ShiftView } from '../../../domain/rota/wire.ts';
import { addDays, clockOf, mondayOf, startOfDay, wallDateOf } from '../../../domain/rota/wall-clock.ts';

/** The seven days of the week that begins with this Monday. */
export function daysOf(monday: string): string[] {
  return [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n));
}

/** The Monday of the week that an address asks for; this week's for anything that is no day. */
export function weekAsked(asked: string | null, now: Date): string {
  const isDay = asked !== null && /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked));
  return mondayOf(isDay ? asked : wallDateOf(now));
}

const dayFormat = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const longDayFormat = { weekday: 'long', day: 'numeric', month: 'long' } as const;

/** `Mon 23 Nov`. */
export function dayWords(date: string): string {
  return inCalendar(date, dayFormat).replace(',', '');
}

/** `Monday 23 November`. */
export function longDayWords(date: string): string {
  return inCalendar(date, longDayFormat).replace(',', '');
}

/** `23 to 29 November 2026`. */
export function weekWords(monday: string): string {
  const sunday = addDays(monday, 6);
  const sameMonth = monday.slice(0, 7) === sunday.slice(0, 7);
  const first = inCalendar(monday, sameMonth ? { day: 'numeric' } : { day: 'numeric', month: 'long' });
  return `${first} to ${inCalendar(sunday, { day: 'numeric', month: 'long', year: 'numeric' })}`;
}

function inCalendar(date: string, format: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...format, timeZone: 'UTC' }).format(new Date(date));
}

/** The day under which a shift is shown: the one on which it begins, or the first of the week. */
export function dayOf({ startsAt }: Pick<ShiftView, 'startsAt'>, monday: string): string {
  const date = wallDateOf(new Date(startsAt));
  return date < monday ? monday : date;
}

/** `08:00 to 20:00`; a day that is not the one it is shown under is named. */
export function shiftTimes(
  { startsAt, endsAt }: Pick<ShiftView, 'startsAt' | 'endsAt'>,
  day: string,
): string {
  const start = new Date(startsAt);
  const end = new Date(endsAt);
  const named = (at: Date, usual: string) => {
    const date = wallDateOf(at);
    return date === usual ? clockOf(at) : `${dayWords(date).slice(0, 3)} ${clockOf(at)}`;
  };
  return `${named(start, day)} to ${named(end, day)}`;
}

/** The gaps of a queue that reach into a day, cut to it. */
export function gapsOfDay(rota: Pick<Rota, 'coverGaps'>, queueId: string, day: string): string[] {
  const from = startOfDay(day);
  const until = startOfDay(addDays(day, 1));
  return rota.coverGaps
    .filter((gap) => gap.queueId === queueId && new Date(gap.from) < until && new Date(gap.until) > from)
    .map((gap) => gapWords(gap, { from, until }));
}

/** Why there is a gap although somebody is on the rota. */
export function unableWords({ unable }: Pick<CoverGapView, 'unable'>): string {
  return `Cannot be rung: ${unable.join(', ')} (disabled, or without a skill that is needed)`;
}

function gapWords(gap: CoverGapView, { from, until }: { from: Date; until: Date }): string {
  const begins = new Date(gap.from) <= from ? from : new Date(gap.from);
  const ends = new Date(gap.until) >= until ? until : new Date(gap.until);
  const unable = gap.unable.length === 0 ? '' : `. ${unableWords(gap)}`;
  if (begins === from && ends === until) return `No one all day${unable}`;
  return `No one ${clockOf(begins)} to ${ends === until ? '24:00' : clockOf(ends)}${unable}`;
}

/** How many hours there really are, which is not what the clock says on the night it is changed. */
export function lengthWords(startsAt: Date, endsAt: Date): string {
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const words = [
    ...(hours > 0 ? [hours === 1 ? '1 hour' : `${String(hours)} hours`] : []),
    ...(rest > 0 ? [rest === 1 ? '1 minute' : `${String(rest)} minutes`] : []),
  ].join(' ');
  return clockChanges(startsAt, endsAt) ? `${words}: the clocks change in between` : words;
}

function clockChanges(startsAt: Date, endsAt: Date): boolean {
  const offset = (at: Date) => startOfMinuteAsUtc(at) - Math.floor(at.getTime() / 60_000) * 60_000;
  return offset(startsAt) !== offset(endsAt);
}

function startOfMinuteAsUtc(at: Date): number {
  return Date.parse(`${wallDateOf(at)}T${clockOf(at)}Z`);
}
