import type { QueueId } from '../ids.ts';
import type { Shift } from './shift.ts';

/** How far ahead a gap in cover is shown and warned of. */
export const coverAheadMs = 12 * 3_600_000;

/** A time in which nobody is on the rota of a queue. */
export type CoverGap = { readonly queueId: QueueId; readonly from: Date; readonly until: Date };

type Covering = Pick<Shift, 'startsAt' | 'endsAt' | 'queueIds'>;

/** When nobody is on the rota, queue by queue, earliest first; the tier does not matter. */
export function coverGaps({
  shifts,
  queueIds,
  from,
  until,
}: {
  shifts: readonly Covering[];
  queueIds: readonly QueueId[];
  from: Date;
  until: Date;
}): CoverGap[] {
  const byStart = shifts.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return queueIds
    .flatMap((queueId) => {
      const serving = byStart.filter((shift) => shift.queueIds.includes(queueId));
      return uncovered(serving, { from, until }).map((gap) => ({ queueId, ...gap }));
    })
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

/** What the shifts, in order of their start, leave open between two instants. */
function uncovered(shifts: readonly Covering[], { from, until }: { from: Date; until: Date }) {
  const gaps: { from: Date; until: Date }[] = [];
  let coveredUntil = from;
  for (const { startsAt, endsAt } of shifts) {
    if (startsAt >= until) break;
    if (startsAt > coveredUntil) gaps.push({ from: coveredUntil, until: startsAt });
    if (endsAt > coveredUntil) coveredUntil = endsAt;
  }
  if (coveredUntil < until) gaps.push({ from: coveredUntil, until });
  return gaps;
}
