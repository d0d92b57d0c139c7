import { type Kysely, sql } from 'kysely';
import type { HistoryCall, HistoryRange } from '../domain/oversight/oversight-port.ts';
import { countedCalls, onTheWall } from './history-calls.ts';
import type { Database } from './schema.ts';

const pageSize = 1000;
const before = { placedAt: '-infinity', callId: '00000000-0000-0000-0000-000000000000' };

/** `mark` is `placed_at` as Postgres writes it: a JavaScript date would round what the next page begins after. */
type Row = HistoryCall & { mark: string };

/**
 * Call after call, oldest first, a page at a time: a year of calls never stands in memory, and no statement runs into
 * the limit of ten seconds.
 */
export async function* historyPages(db: Kysely<Database>, range: HistoryRange): AsyncGenerator<HistoryCall> {
  let after = before;
  for (;;) {
    const rows = await readPage(db, range, after);
    for (const { mark, ...call } of rows) {
      yield call;
      after = { placedAt: mark, callId: call.callId };
    }
    if (rows.length < pageSize) return;
  }
}

async function readPage(db: Kysely<Database>, range: HistoryRange, after: typeof before): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with page as (
      select * from (${countedCalls(range)}) counted
      where (placed_at, id) > (${after.placedAt}::timestamptz, ${after.callId}::uuid)
      order by placed_at, id limit ${sql.lit(pageSize)}
    )
    select c.placed_at::text as mark, c.id as "callId", q.name as "queueName", c.acuity,
      c.site_id as "siteId", si.name as "siteName", c.placed_at as "placedAt",
      to_char(${onTheWall('c.placed_at')}, 'YYYY-MM-DD"T"HH24:MI:SS') as "placedAtWall",
      c.answered_at as "answeredAt", c.ended_at as "endedAt", round(c.wait::numeric, 3)::float8 as "waitSeconds",
      c.within as "answerWithinSeconds", c.phase, c.end_reason as "endReason", latest.disposition as outcome,
      offered.to as "offeredTo", offered.missed as "offersMissed"
    from page c
      join queues q on q.id = c.queue_id
      join sites si on si.id = c.site_id
      left join lateral (
        select o.disposition from visits v left join outcomes o on o.visit_id = v.id
        where v.call_id = c.id order by v.started_at desc, v.id limit 1
      ) latest on true
      cross join lateral (
        select coalesce(array_agg(o.clinician_id order by o.rang_at, o.place), '{}') as to,
          (count(*) filter (where o.state = 'missed'))::int as missed
        from offers o where o.call_id = c.id
      ) offered
    order by c.placed_at, c.id
  `.execute(db);
  return rows;
}
