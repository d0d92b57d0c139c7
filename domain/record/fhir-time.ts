import { addDays, startOfDay } from '../rota/wall-clock.ts';

/** Nobody’s record is older, and the calendar of before was another one. */
const firstYear = '1583';
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** From when until when something was so: half-open, and open at an end that is null. */
export type TimeSpan = { from: Date | null; until: Date | null };

const year = /^\d{4}$/;
const month = /^(\d{4})-(\d{2})$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * All the time that a date, dateTime, instant or Period of FHIR may mean (hl7.org/fhir/R4/search.html#date): `2026-02` is the
 * whole of February. A day without a zone is one of Europe/London, as the record is kept there. Undefined for what is none.
 */
export function spanOf(value: unknown): TimeSpan | undefined {
  if (typeof value === 'string') return spanOfText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { start, end } = value as { start?: unknown; end?: unknown };
  const [first, last] = [start, end].map((text) => (typeof text === 'string' ? spanOfText(text) : undefined));
  if (first === undefined && last === undefined) return undefined;
  return { from: first?.from ?? null, until: last?.until ?? null };
}

function spanOfText(text: string): TimeSpan | undefined {
  if (text < firstYear) return undefined;
  if (year.test(text)) return days(`${text}-01-01`, `${next(text)}-01-01`);
  const [, ofYear, ofMonth] = month.exec(text) ?? [];
  if (ofYear !== undefined && ofMonth !== undefined) {
    const following = ofMonth === '12' ? `${next(ofYear)}-01` : `${ofYear}-${next(ofMonth)}`;
    return days(`${text}-01`, `${following}-01`);
  }
  if (text === '9999-12-31') return days(text, '10000-01-01');
  if (day.test(text)) return isDay(text) ? days(text, addDays(text, 1)) : undefined;
  const parts = instant.exec(text);
  if (parts === null || !isDay(text.slice(0, 10))) return undefined;
  // A leap second is that of the clock before it.
  const from = new Date(text.replace(/^(.{16}):60/, '$1:59'));
  if (Number.isNaN(from.getTime())) return undefined;
  const [, seconds, fraction] = parts;
  const lastsMs = seconds === undefined ? 60_000 : fraction === undefined ? 1000 : 1;
  return { from, until: endOrOpen(from.getTime() + lastsMs) };
}

function days(first: string, after: string): TimeSpan | undefined {
  if (!isDay(first)) return undefined;
  // In winter, when the clock of Europe/London is that of UTC.
  if (after.startsWith('10000')) return { from: new Date(`${first}T00:00:00Z`), until: null };
  return isDay(after) ? { from: startOfDay(first), until: startOfDay(after) } : undefined;
}

/** What is written for `no end` is an open one: there is no calendar beyond the year 9999. */
function endOrOpen(ms: number): Date | null {
  return ms > lastMs ? null : new Date(ms);
}

/** The calendar has that day: there is no 30 February. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function next(digits: string): string {
  return String(Number(digits) + 1).padStart(digits.length, '0');
}
