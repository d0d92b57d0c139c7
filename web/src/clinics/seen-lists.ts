import { z } from 'zod';
import type { PersonId, SiteId } from '../../../domain/ids.ts';
import type { PrisonListView } from '../../../domain/clinics/list-wire.ts';
import { listRow } from '../../../domain/clinics/prison-list.ts';
import { recallJson, remember } from '../service/remembered.ts';

/** What somebody has seen of one row. The name is in the memory of the page only: it is `null` after a reload. */
const seenRow = listRow
  .pick({
    bookingId: true,
    fetchAt: true,
    startsAt: true,
    backBy: true,
    place: true,
    wing: true,
    cell: true,
    state: true,
  })
  .extend({ name: z.string().nullable() });
export type SeenRow = z.infer<typeof seenRow>;

/** What somebody has seen of the list of one prison and day, and when it was so; `acted` once it is on paper. */
const seenList = z.strictObject({ at: z.iso.datetime(), acted: z.boolean(), rows: z.array(seenRow) });
export type SeenList = z.infer<typeof seenList>;

const seenLists = z.record(z.string(), seenList);
export type SeenLists = Readonly<Record<string, SeenList>>;

/** A list that is kept in view, whichever list the page shows. */
export type WatchedList = { siteId: SiteId; day: string };

export const keyOfList = ({ siteId, day }: WatchedList): string => `${siteId} ${day}`;

/**
 * Which lists are kept in view: of today those of all prisons, that of the day which is shown, and whichever later one is on
 * paper.
 */
export function watchedLists(
  siteIds: readonly SiteId[],
  { today, shown, seen }: { today: string; shown: WatchedList; seen: SeenLists },
): WatchedList[] {
  const known = siteIds.flatMap((siteId) =>
    Object.entries(seen).flatMap(([key, { acted }]) => {
      const day = key.slice(siteId.length + 1);
      return acted && day > today && key === keyOfList({ siteId, day }) ? [{ siteId, day }] : [];
    }),
  );
  const all = [...siteIds.map((siteId) => ({ siteId, day: today })), shown, ...known];
  return [...new Map(all.map((one) => [keyOfList(one), one])).values()];
}

/**
 * What has been seen once a list has been read. Whatever it says when it is first read is no news, but that somebody is to be
 * turned back is, until it is acknowledged; and it is news again when movements are stopped a second time.
 */
export function seenAfterReading(seen: SeenList | undefined, view: PrisonListView): SeenList {
  const printed = view.printedAt !== null;
  if (seen === undefined) {
    const rows = view.rows.map(seenOf).map((row) => ({
      ...row,
      state: row.state === 'turn-back' ? ('to-come' as const) : row.state,
    }));
    return { at: view.readAt, acted: printed, rows };
  }
  if (view.readAt <= seen.at) return seen;
  const now = new Map(view.rows.map((row) => [row.bookingId, row.state]));
  const isOver = ({ bookingId, state }: SeenRow) => {
    const is = now.get(bookingId);
    return state === 'turn-back' && is !== undefined && is !== 'turn-back' && is !== 'off';
  };
  const acted = seen.acted || printed;
  if (acted === seen.acted && !seen.rows.some(isOver)) return seen;
  const rows = seen.rows.map((row) =>
    isOver(row) ? { ...row, state: now.get(row.bookingId) ?? row.state } : row,
  );
  return { ...seen, acted, rows };
}

/** All that a list says has been seen; `acted` where it has been printed. */
export function acknowledged({ readAt, printedAt, rows }: PrisonListView, acted: boolean): SeenList {
  return { at: readAt, acted: acted || printedAt !== null, rows: rows.map(seenOf) };
}

function seenOf(row: PrisonListView['rows'][number]): SeenRow {
  const { bookingId, fetchAt, startsAt, backBy, place, wing, cell, state, name } = row;
  return { bookingId, fetchAt, startsAt, backBy, place, wing, cell, state, name };
}

const keyFor = (personId: PersonId) => `bedside.lists-seen.${personId}`;

/** What this tab knows somebody to have seen, also before a reload. */
export function recallSeen(personId: PersonId): SeenLists {
  const kept = seenLists.safeParse(recallJson(sessionStorage, keyFor(personId)));
  return kept.success ? kept.data : {};
}

/** Keeps it in this tab, from today on and without names: whoever signs in next must find none. */
export function rememberSeen(personId: PersonId, seen: SeenLists, today: string): void {
  remember(sessionStorage, keyFor(personId), JSON.stringify(withoutNames(seen, today)));
}

/** What may be kept in a browser. */
export function withoutNames(seen: SeenLists, today: string): SeenLists {
  return Object.fromEntries(
    Object.entries(seen)
      .filter(([key]) => key.slice(-today.length) >= today)
      .map(([key, list]) => [key, { ...list, rows: list.rows.map((row) => ({ ...row, name: null })) }]),
  );
}
