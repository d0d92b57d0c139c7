/** From (included) to (excluded), in milliseconds. Lists of them are sorted and do not overlap. */
export type Interval = { readonly from: number; readonly to: number };
export type Intervals = readonly Interval[];

/** Sorts, drops what is empty, and joins what touches. */
export function union(...lists: readonly Intervals[]): Interval[] {
  const sorted = lists
    .flat()
    .filter(({ from, to }) => to > from)
    .toSorted((a, b) => a.from - b.from);
  const joined: Interval[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) {
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    } else {
      joined.push({ from, to });
    }
  }
  return joined;
}

export function intersection(one: Intervals, other: Intervals): Interval[] {
  const common: Interval[] = [];
  for (const a of one) {
    for (const b of other) {
      const from = Math.max(a.from, b.from);
      const to = Math.min(a.to, b.to);
      if (to > from) common.push({ from, to });
    }
  }
  return union(common);
}

export function difference(from: Intervals, taken: Intervals): Interval[] {
  return intersection(from, complement(union(taken)));
}

/** The longest; undefined of none. */
export function longest(list: Intervals): Interval | undefined {
  return list.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
}

function complement(list: Intervals): Interval[] {
  const edges = [-Infinity, ...list.flatMap(({ from, to }) => [from, to]), Infinity];
  return Array.from({ length: edges.length / 2 }, (_, n) => ({
    from: edges[2 * n] ?? 0,
    to: edges[2 * n + 1] ?? 0,
  }));
}
