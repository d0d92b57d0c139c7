import type { ListRow, PrisonList } from '../../../domain/clinics/prison-list.ts';
import {
  markWords,
  marksInOrder,
  type SecurityMark,
  securityMark,
} from '../../../domain/clinics/whereabouts.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { clockAt, whenWords } from './clinic-words.ts';

/**
 * Which marks an unlock list shows, so that a cell without any is not read as a patient without any (A40); null for the movement
 * list, which never has them.
 */
export function marksShownWords(list: PrisonList, marks: readonly SecurityMark[]): string | null {
  if (list === 'movement') return null;
  if (marks.length === 0) return 'Marks are not shown on this list.';
  const shown = marksInOrder(marks).map((mark) => markWords[mark]);
  const isWhole = shown.length === securityMark.options.length;
  return `Marks shown: ${shown.join(', ')}.${isWhole ? '' : ' Other marks are not shown on this list.'}`;
}

/** That a patient is brought later than booked, on a list of a prison (A46). There is nothing in it of the clinic. */
export function lateRowWords({ late }: Pick<ListRow, 'late'>): string | null {
  if (late === null) return null;
  return late.waits
    ? `Runs late: the patient waits. It was for ${clockAt(late.startsAt)}`
    : `Runs late: fetch was at ${clockAt(late.fetchAt)}`;
}

/** `Mon 30 Nov 2026, 14:35 to 14:55. Expected at about 14:55, 20 minutes late`. */
export function expectedWords(booking: Pick<BookingView, 'startsAt' | 'endsAt' | 'expected'>): string {
  const { expected } = booking;
  if (expected === null) return whenWords(booking);
  const urgent = expected.urgentCall ? '. Seeing an urgent call' : '';
  return `${whenWords(booking)}. Expected at about ${clockAt(expected.startsAt)}, ${String(expected.minutesLate)} minutes late${urgent}`;
}

/** When to fetch a patient: later than booked where the clinic runs late, and never earlier. */
export function fetchWords({ beginsAt, expected }: Pick<BookingView, 'beginsAt' | 'expected'>): string {
  if (expected === null) return clockAt(beginsAt);
  const { fetchAt, moved } = expected;
  return moved
    ? `${clockAt(fetchAt)}. The clinic runs late: the patient waits`
    : `${clockAt(fetchAt)}, was ${clockAt(beginsAt)}: the clinic runs late`;
}
