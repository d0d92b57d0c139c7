import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { PrisonListView } from '../../../domain/clinics/list-wire.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { useAsk } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useReadAgain } from './hooks.ts';
import { newsBetween, newsInWords } from './list-news.ts';
import {
  acknowledged,
  keyOfList,
  recallSeen,
  rememberSeen,
  seenAfterReading,
  type SeenLists,
  type WatchedList,
  watchedLists,
} from './seen-lists.ts';

/** A list that has changed since somebody saw it, what has, and whether it is said with a sound. */
export type Amended = { view: PrisonListView; words: string[]; aloud: boolean };

/** The news of the lists that are kept in view. `unread`: one of them cannot be read now, and may have changed. */
type Watched = {
  amended: Amended[];
  unread: boolean;
  onSeen: (view: PrisonListView, acted: boolean) => void;
};

const listKey = 'list of a prison';

/** The key under which a movement list is read, so that the list which is shown is the one that is watched. */
export function movementKey({ siteId, day }: WatchedList): string[] {
  return [listKey, siteId, day, 'movement'];
}

/** Reads again every minute what the person has to know of, whichever list the page shows (A27). */
export function useWatchedLists(
  { personId }: Pick<Me, 'personId'>,
  { siteIds, shown, today }: { siteIds: readonly SiteId[]; shown: WatchedList; today: string },
): Watched {
  const [seen, setSeen] = useState(() => recallSeen(personId));
  const lists = watchedLists(siteIds, { today, shown, seen });
  const { views, unread } = useMovementLists(lists);
  const now = withReadings(seen, views);
  if (now !== seen) setSeen(now);
  useEffect(() => {
    rememberSeen(personId, now, today);
  }, [personId, now, today]);
  const onSeen = useCallback((view: PrisonListView, acted: boolean) => {
    setSeen((before) => {
      const key = keyOfList(view);
      return { ...before, [key]: acknowledged(view, acted || before[key]?.acted === true) };
    });
  }, []);
  const amended = views.flatMap((view) => amendedOf(view, { seen: now, today }));
  return { amended, unread, onSeen };
}

function useMovementLists(lists: readonly WatchedList[]): { views: PrisonListView[]; unread: boolean } {
  const ask = useAsk();
  const { queries } = useServices();
  const results = useQueries({
    queries: lists.map(({ siteId, day }) => ({
      queryKey: movementKey({ siteId, day }),
      queryFn: () => ask('readMovementList', { params: { siteId }, query: { day } }),
    })),
  });
  const readAgain = useCallback(() => {
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) =>
      queryKey[0] === listKey && queryKey[3] === 'movement';
    queries.refetchQueries({ type: 'active', predicate }).catch(reportError);
  }, [queries]);
  useReadAgain(readAgain);
  return {
    // What was read last stands while a reading fails: it is still to be acted upon.
    views: results.flatMap(({ data }) => (data === undefined ? [] : [data])),
    unread: results.some(({ status }) => status === 'error'),
  };
}

/** The same object where nothing is new. */
function withReadings(seen: SeenLists, views: readonly PrisonListView[]): SeenLists {
  const changed = views.flatMap((view) => {
    const key = keyOfList(view);
    const after = seenAfterReading(seen[key], view);
    return after === seen[key] ? [] : [[key, after] as const];
  });
  return changed.length === 0 ? seen : { ...seen, ...Object.fromEntries(changed) };
}

function amendedOf(view: PrisonListView, { seen, today }: { seen: SeenLists; today: string }): Amended[] {
  const was = seen[keyOfList(view)];
  // What was printed meanwhile is newer than this reading.
  if (was === undefined || view.readAt < was.at) return [];
  const news = newsBetween(was.rows, view.rows);
  // A list of another day is acted upon once it is on paper.
  return news === null ? [] : [{ view, words: newsInWords(news), aloud: view.day === today || was.acted }];
}
