import { type RawBuilder, sql } from 'kysely';
import type { HistoryRange } from '../domain/oversight/oversight-port.ts';
import { rotaTimeZone } from '../domain/rota/shift.ts';

/**
 * The calls of a range, each with when it was answered (by its first visit), how long it waited for that or for its
 * end, its queue's T, and whether it was given up. Every figure is counted from this one statement, so that they agree.
 */
export function countedCalls({ organisationId, queueId, from, until }: HistoryRange): RawBuilder<unknown> {
  return sql`
    select c.id, c.queue_id, c.acuity, c.site_id, c.placed_at, c.phase, c.end_reason, v.answered_at,
      case when c.phase = 'ended' then c.since end as ended_at,
      extract(epoch from
        coalesce(v.answered_at, case when c.phase = 'ended' then c.since end) - c.placed_at
      )::float8 as wait,
      (q.settings -> 'answerWithinSeconds' ->> c.acuity)::int as within,
      v.answered_at is null and c.end_reason in ('cancelled', 'dropped') as abandoned
    from calls c
      join queues q on q.id = c.queue_id
      left join lateral (
        select min(started_at) as answered_at from visits where visits.call_id = c.id
      ) v on true
    where c.organisation_id = ${organisationId} and c.placed_at >= ${from} and c.placed_at < ${until}
      and (${queueId}::uuid is null or c.queue_id = ${queueId}::uuid)
  `;
}

/** What a service level is made of, of the calls `c` that are grouped. */
export const levelCounts = sql.raw(`
  (count(*) filter (where c.answered_at is not null))::int as answered,
  (count(*) filter (where c.answered_at is not null and c.wait <= c.within))::int as "answeredInTime",
  (count(*) filter (where c.abandoned))::int as abandoned,
  (count(*) filter (where c.abandoned and c.wait > c.within))::int as "abandonedLate"
`);

/** An instant by the clock on the wall. */
export function onTheWall(instant: string): RawBuilder<unknown> {
  return sql`${sql.raw(instant)} at time zone ${sql.lit(rotaTimeZone)}`;
}
