import type { ListRow, PrintedRow } from '../../../domain/clinics/prison-list.ts';
import { counted } from '../service/words.ts';
import { clockAt } from './clinic-words.ts';
import type { SeenRow } from './seen-lists.ts';

/**
 * What has become of a list since somebody saw it or printed it: whom to turn back, whom not to fetch, whom else, and whom at
 * another time or place.
 */
export type ListNews = { turnBack: ListRow[]; off: SeenRow[]; added: ListRow[]; changed: ListRow[] };

const said = [
  'fetchAt',
  'startsAt',
  'backBy',
  'place',
  'wing',
  'cell',
] as const satisfies (keyof PrintedRow)[];

/** The news between two readings; null where officers do just what they would have done. That somebody has come is none. */
export function newsBetween(seen: readonly SeenRow[], now: readonly ListRow[]): ListNews | null {
  const before = new Map(seen.map((row) => [row.bookingId, row]));
  const after = new Map(now.map((row) => [row.bookingId, row]));
  const isOn = <R extends SeenRow>(row: R | undefined): row is R => row !== undefined && row.state !== 'off';
  const turnedBack = (row: ListRow) =>
    row.state === 'turn-back' && before.get(row.bookingId)?.state !== 'turn-back';
  const toFetch = now.filter((row) => isOn(row) && !turnedBack(row));
  const news = {
    turnBack: now.filter(turnedBack),
    // Without a print, who was moved to another day is not on the list at all any more.
    off: seen
      .filter((row) => isOn(row) && !isOn(after.get(row.bookingId)))
      .map((row) => ({ ...row, name: after.get(row.bookingId)?.name ?? row.name })),
    added: toFetch.filter((row) => !isOn(before.get(row.bookingId))),
    changed: toFetch.filter((row) => {
      const was = before.get(row.bookingId);
      return isOn(was) && said.some((key) => row[key] !== was[key]);
    }),
  };
  return Object.values(news).every((rows) => rows.length === 0) ? null : news;
}

const mostNamed = 3;

/** The same in sentences, with names while they are few. */
export function newsInWords({ turnBack, off, added, changed }: ListNews): string[] {
  return [
    sentence(turnBack, 'Turn back', ({ name }) => name),
    sentence(off, 'Do not fetch', nameOnPaper),
    sentence(added, 'New', ({ name, fetchAt }) => `${name}, to fetch at ${clockAt(fetchAt)}`),
    sentence(changed, 'Changed', ({ name, fetchAt }) => `${name}, to fetch at ${clockAt(fetchAt)}`),
  ].filter((words) => words !== '');
}

/** Somebody who is on no list any more, and whose name this page has not read. */
function nameOnPaper({ name, startsAt }: SeenRow): string {
  return name ?? `the patient of ${clockAt(startsAt)}, who is not on this list any more`;
}

function sentence<R extends SeenRow>(rows: readonly R[], what: string, wordsOf: (row: R) => string): string {
  if (rows.length === 0) return '';
  if (rows.length > mostNamed) return `${what}: ${counted(rows.length, 'patient')}.`;
  return `${what}: ${rows.map(wordsOf).join('; ')}.`;
}
