import type { BookingView } from '../../../domain/clinics/wire.ts';

/** A page keeps no more rows than this: thousands of them make every press slow. */
export const mostRows = 200;

export type RowWindow<T> = {
  rows: readonly T[];
  /** The first row that is shown, counted from 0, and how many there are in all. */
  from: number;
  total: number;
  /** Where the windows before and after this one begin; null where there is none. */
  earlier: number | null;
  later: number | null;
};

/** As many rows as a page keeps, from the window in which the wanted one is. */
export function windowAt<T>(all: readonly T[], wanted: number): RowWindow<T> {
  const total = all.length;
  const last = Math.max(0, Math.ceil(total / mostRows) - 1);
  const from = Math.min(Math.max(0, Math.floor(wanted / mostRows)), last) * mostRows;
  return {
    rows: all.slice(from, from + mostRows),
    from,
    total,
    earlier: from === 0 ? null : from - mostRows,
    later: from + mostRows < total ? from + mostRows : null,
  };
}

/** Where a list of bookings in order of their time is to be opened: at the first that is not over. */
export function firstToCome(bookings: readonly Pick<BookingView, 'endsAt'>[], now: Date): number {
  const found = bookings.findIndex(({ endsAt }) => Date.parse(endsAt) > now.getTime());
  return Math.max(0, found);
}

/** Those of which the patient’s name, a number or the reference has this in it, however it is typed. */
export function bookingsWith<T extends Pick<BookingView, 'patient' | 'reference'>>(
  bookings: readonly T[],
  typed: string,
): readonly T[] {
  const sought = plain(typed);
  if (sought === '') return bookings;
  return bookings.filter(({ patient: { name, prisonNumber, nhsNumber }, reference }) =>
    [name, prisonNumber, nhsNumber, reference].some((one) => one !== null && plain(one).includes(sought)),
  );
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, '').toLowerCase();
}
