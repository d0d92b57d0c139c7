import { isSaidAlike, type ListRow } from '../../../domain/clinics/prison-list.ts';
import { counted } from '../service/words.ts';
import { clockAt } from './clinic-words.ts';
import type { SeenRow } from './seen-lists.ts';

/**
 * What has become of a list since somebody saw it or printed it: whom to turn back, whom not to fetch, whom else, and whom at
 * another time or place.
 */
export type ListNews = { turnBack: ListRow[]; off: SeenRow[]; added: ListRow[]; changed: ListRow[] };

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
      return isOn(was) && !isSaidAlike(was, waits(row) ? { ...row, ...timesAfter(was) } : row);
    }),
  };
  return Object.values(news).every((rows) => rows.length === 0) ? null : news;
}

/** Who waits already is to be fetched at no other time, however much later they are seen. */
function waits({ late }: ListRow): boolean {
  return late?.waits === true;
}

function timesAfter({ startsAt, backBy }: SeenRow): Pick<SeenRow, 'startsAt' | 'backBy'> {
  return { startsAt, backBy };
}

const mostNamed = 3;

/** The same in sentences, with names while they are few. */
export function newsInWords({ turnBack, off, added, changed }: ListNews): string[] {
  return [
    sentence(turnBack, 'Turn back', ({ name }) => name),
    sentence(off, 'Do not fetch', nameOnPaper),
    sentence(added, 'New', ({ name, fetchAt }) => `${name}, to fetch at ${clockAt(fetchAt)}`),
    sentence(changed, 'Changed', changedWords),
  ].filter((words) => words !== '');
}

function changedWords({ name, fetchAt, late }: ListRow): string {
  const words = `${name}, to fetch at ${clockAt(fetchAt)}`;
  return late === null || late.waits ? words : `${words}, was ${clockAt(late.fetchAt)}: it runs late`;
}

/** Somebody whose name this page has not read: it may stand on the other list, struck through. */
function nameOnPaper({ name, startsAt }: SeenRow): string {
  return name ?? `the patient of ${clockAt(startsAt)}, who is not to be brought any more`;
}

function sentence<R extends SeenRow>(rows: readonly R[], what: string, wordsOf: (row: R) => string): string {
  if (rows.length === 0) return '';
  if (rows.length > mostNamed) return `${what}: ${counted(rows.length, 'patient')}.`;
  return `${what}: ${rows.map(wordsOf).join('; ')}.`;
}
