import { z } from 'zod';
import type { ClinicSessionId } from '../ids.ts';
import * as id from '../ids.ts';
import { instant } from '../wire.ts';
import type { LateBookings } from './delay.ts';
import { cell, marksInOrder, type SecurityMark, securityMark, wing } from './whereabouts.ts';

/** The lists that a prison prints for a day. */
export const prisonList = z.enum(['movement', 'unlock']);
export type PrisonList = z.infer<typeof prisonList>;

/** What a printed list said of one booking. */
export const printedRow = z.strictObject({
  bookingId: id.bookingId,
  fetchAt: instant,
  startsAt: instant,
  backBy: instant,
  place: z.string(),
  wing: wing.nullable(),
  cell: cell.nullable(),
});
export type PrintedRow = z.infer<typeof printedRow>;

/** What has become of a row since the list was printed last. `gone`: moved to another day, or not of this prison any more. */
export const listChange = z.enum(['new', 'changed', 'cancelled', 'gone']);
export type ListChange = z.infer<typeof listChange>;

/** One patient to be brought. There is nothing in it of why, to whom, or to which hospital (A37). */
export const listRow = printedRow.extend({
  name: z.string(),
  prisonNumber: z.string().nullable(),
  /** `turn-back`: fetched already, and movements are stopped now. */
  state: z.enum(['to-come', 'turn-back', 'begun', 'seen', 'off']),
  change: listChange.nullable(),
  /** Of one to come that runs late (A46): the times that were booked, and whether the patient was fetched already. */
  late: z.strictObject({ fetchAt: instant, startsAt: instant, waits: z.boolean() }).nullable(),
  /** Those that were asked for; none on the movement list. */
  marks: z.array(securityMark),
  /** False where they came along from another prison, and nobody of this one has confirmed them. */
  marksConfirmed: z.boolean(),
});
export type ListRow = z.infer<typeof listRow>;

/** A booking as a list needs it, with the times that were booked. */
export type ListedBooking = PrintedRow & {
  sessionId: ClinicSessionId;
  name: string;
  prisonNumber: string | null;
  marks: readonly SecurityMark[];
  marksConfirmed: boolean;
  state: 'booked' | 'running' | 'done' | 'cancelled' | 'other';
  /** Cancelled so late that the list may have been printed (A27). */
  late: boolean;
  /** On this day and of this prison still. */
  onDay: boolean;
  /** Booked, fetched, and movements of the wing are stopped now. */
  turnBack: boolean;
};

/** The list that was printed last. */
export type Printed = { rows: readonly PrintedRow[] };

/** What a list is made from beside the bookings. */
type Making = { printed: Printed | null; marks: readonly SecurityMark[]; late: LateBookings };

/**
 * The rows of a list: everybody who is to be brought that day, with the times at which they are expected now, and whoever was
 * on the printed list and is not to be brought any more. Such a row says what the printed list says, because that is what
 * somebody may act upon.
 */
export function listRows(bookings: readonly ListedBooking[], { printed, marks, late }: Making): ListRow[] {
  const before = new Map(printed?.rows.map((row) => [row.bookingId, row]));
  return bookings.flatMap((booking) => {
    const was = before.get(booking.bookingId);
    const { name, prisonNumber, marksConfirmed } = booking;
    const shown = marksInOrder(booking.marks).filter((mark) => marks.includes(mark));
    const who = { name, prisonNumber, marks: shown, marksConfirmed };
    const notLate = { late: null };
    if (isToBeBrought(booking)) {
      const state = stateOf(booking);
      const now = timedNow(booking, late);
      const change = printed === null ? null : changeOf(was, { ...now, state });
      return [{ ...now, ...who, state, change }];
    }
    const change = booking.state === 'cancelled' && booking.onDay ? 'cancelled' : 'gone';
    // What officers of another prison have to know is for them.
    const off = change === 'gone' ? { ...who, marks: [] } : who;
    if (was !== undefined) return [{ ...rowOf(was), ...off, ...notLate, state: 'off' as const, change }];
    return change === 'cancelled' && booking.late
      ? [{ ...rowOf(booking), ...who, ...notLate, state: 'off' as const, change }]
      : [];
  });
}

/** By the time of fetching; at one time by wing and name. */
export function inOrderOfMoving(rows: readonly ListRow[]): ListRow[] {
  return rows.toSorted(
    (a, b) => Date.parse(a.fetchAt) - Date.parse(b.fetchAt) || byWing(a, b) || byName(a, b),
  );
}

/** By wing, and on a wing by the time and the cell; those whose wing nobody knows last. */
export function inOrderOfWings(rows: readonly ListRow[]): ListRow[] {
  return rows.toSorted(
    (a, b) =>
      byWing(a, b) ||
      Date.parse(a.fetchAt) - Date.parse(b.fetchAt) ||
      natural.compare(a.cell ?? '', b.cell ?? '') ||
      byName(a, b),
  );
}

/** What is kept of a list that is printed. */
export function printedRowsOf(rows: readonly ListRow[]): PrintedRow[] {
  return rows.filter(({ state }) => state !== 'off').map(rowOf);
}

function isToBeBrought({ state, onDay }: ListedBooking): boolean {
  return onDay && (state === 'booked' || state === 'running' || state === 'done');
}

function stateOf({ state, turnBack }: ListedBooking): ListRow['state'] {
  if (turnBack) return 'turn-back';
  if (state === 'running') return 'begun';
  return state === 'done' ? 'seen' : 'to-come';
}

/** Of whoever has begun or was seen nobody acts upon the times any more. */
function changeOf(was: PrintedRow | undefined, is: PrintedRow & Pick<ListRow, 'state'>): ListChange | null {
  if (was === undefined) return 'new';
  return isSaidAlike(was, is) ? null : 'changed';
}

/** Whether officers do just the same by two rows of one booking, of which the second is the newer. */
export function isSaidAlike(was: PrintedRow, is: PrintedRow & Pick<ListRow, 'state'>): boolean {
  const keys =
    is.state === 'begun' || is.state === 'seen'
      ? (['place', 'wing', 'cell'] as const)
      : (['fetchAt', 'startsAt', 'backBy', 'place', 'wing', 'cell'] as const);
  return keys.every((key) => was[key] === is[key]);
}

/** Who is to go back is not waited for at any time, and keeps the times of the booking. */
function timedNow(
  booking: ListedBooking,
  { expected, runsOver }: LateBookings,
): PrintedRow & Pick<ListRow, 'late'> {
  const row = rowOf(booking);
  const over = runsOver.get(booking.bookingId);
  if (over !== undefined) return { ...row, backBy: later(row.backBy, over), late: null };
  const is = expected.get(booking.bookingId);
  if (is === undefined || booking.turnBack) return { ...row, late: null };
  const { fetchAt, startsAt } = row;
  return {
    ...row,
    fetchAt: is.fetchAt,
    startsAt: is.startsAt,
    backBy: later(row.backBy, is.minutesLate),
    late: { fetchAt, startsAt, waits: is.moved },
  };
}

function later(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}

function rowOf({ bookingId, fetchAt, startsAt, backBy, place, wing: on, cell: at }: PrintedRow): PrintedRow {
  return { bookingId, fetchAt, startsAt, backBy, place, wing: on, cell: at };
}

/** So that wing 10 comes after wing 9. */
const natural = new Intl.Collator('en-GB', { numeric: true });

function byWing(a: PrintedRow, b: PrintedRow): number {
  return Number(a.wing === null) - Number(b.wing === null) || natural.compare(a.wing ?? '', b.wing ?? '');
}

function byName(a: ListRow, b: ListRow): number {
  return natural.compare(a.name, b.name);
}
