import { z } from 'zod';
import * as id from '../ids.ts';
import { instant } from '../wire.ts';
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
  /** Those that were asked for; none on the movement list. */
  marks: z.array(securityMark),
  /** False where they came along from another prison, and nobody of this one has confirmed them. */
  marksConfirmed: z.boolean(),
});
export type ListRow = z.infer<typeof listRow>;

/** A booking as a list needs it. */
export type ListedBooking = PrintedRow & {
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

/**
 * The rows of a list: everybody who is to be brought that day, and whoever was on the printed list and is not to be brought
 * any more. Such a row says what the printed list says, because that is what somebody may act upon.
 */
export function listRows(
  bookings: readonly ListedBooking[],
  { printed, marks }: { printed: Printed | null; marks: readonly SecurityMark[] },
): ListRow[] {
  const before = new Map(printed?.rows.map((row) => [row.bookingId, row]));
  return bookings.flatMap((booking) => {
    const was = before.get(booking.bookingId);
    const { name, prisonNumber, marksConfirmed } = booking;
    const shown = marksInOrder(booking.marks).filter((mark) => marks.includes(mark));
    const who = { name, prisonNumber, marks: shown, marksConfirmed };
    if (isToBeBrought(booking)) {
      const change = printed === null ? null : changeOf(was, booking);
      return [{ ...rowOf(booking), ...who, state: stateOf(booking), change }];
    }
    const change = booking.state === 'cancelled' && booking.onDay ? 'cancelled' : 'gone';
    // What officers of another prison have to know is for them.
    const off = change === 'gone' ? { ...who, marks: [] } : who;
    if (was !== undefined) return [{ ...rowOf(was), ...off, state: 'off' as const, change }];
    return change === 'cancelled' && booking.late
      ? [{ ...rowOf(booking), ...who, state: 'off' as const, change }]
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

function changeOf(was: PrintedRow | undefined, is: PrintedRow): ListChange | null {
  if (was === undefined) return 'new';
  const same = (['fetchAt', 'startsAt', 'backBy', 'place', 'wing', 'cell'] as const).every(
    (key) => was[key] === is[key],
  );
  return same ? null : 'changed';
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
