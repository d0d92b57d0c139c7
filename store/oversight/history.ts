import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { HistoryCall, HistoryRange, OversightReads } from '../../domain/oversight/oversight-port.ts';
import { rotaTimeZone } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';

/**
 * The calls of a range, each with the time of its answer (its first visit), how long it waited for that or for its
 * end, its queue's T, and whether it was given up. Every figure is counted from this one statement, so that they
 * agree.
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

/** What a service level is computed from, over the calls `c` that are grouped. */
export const levelCounts = sql.raw(`
  (count(*) filter (where c.answered_at is not null))::int as answered,
  (count(*) filter (where c.answered_at is not null and c.wait <= c.within))::int as "answeredInTime",
  (count(*) filter (where c.abandoned))::int as abandoned,
  (count(*) filter (where c.abandoned and c.wait > c.within))::int as "abandonedLate"
`);

/** An instant in local time. */
export function onTheWall(instant: string): RawBuilder<unknown> {
  return sql`${sql.raw(instant)} at time zone ${sql.lit(rotaTimeZone)}`;
}

const pageSize = 1000;
const before = { placedAt: '-infinity', callId: '00000000-0000-0000-0000-000000000000' };

/** `mark` is `placed_at` as Postgres writes it: a JavaScript date would round the start of the next page. */
type Row = HistoryCall & { mark: string };

/**
 * Calls one by one, oldest first, a page at a time: a year of calls is never in memory at once, and no statement
 * reaches the limit of ten seconds.
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

type Read = Awaited<ReturnType<OversightReads['readHistory']>>;
type Limits = Parameters<OversightReads['readHistory']>[1];

/** The calls of some days, in figures and one by one. */
export function historyReads(db: Kysely<Database>): Pick<OversightReads, 'readHistory' | 'listHistory'> {
  return {
    readHistory: (range, limits) => readHistory(db, range, limits),
    listHistory: (range) => historyPages(db, range),
  };
}

/** One statement and so one snapshot: the plots add up to the table. */
async function readHistory(db: Kysely<Database>, range: HistoryRange, limits: Limits): Promise<Read> {
  const { rows } = await sql<Read>`
    with counted as materialized (${countedCalls(range)})
    select ${list(levels)} as levels, ${list(arrivals(range, limits))} as arrivals, ${list(waits)} as waits,
      ${list(outcomes)} as outcomes, (${handleSeconds(limits)}) as "handleSeconds", (${offersMissed}) as "offersMissed"
  `.execute(db);
  const [read] = rows;
  if (read === undefined) {
    throw new Error('a select without a table answers with one row');
  }
  return read;
}

function list(part: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(to_json(part)), '[]'::json) from (${part}) part)`;
}

const levels = sql`
  select q.id as "queueId", q.name as "queueName", c.acuity, c.within as "answerWithinSeconds",
    count(*)::int as calls, ${levelCounts}
  from counted c join queues q on q.id = c.queue_id
  group by q.id, c.acuity, c.within
  order by q.created_at, q.id, array_position(array['immediate', 'urgent', 'soon'], c.acuity)
`;

/** Real hours are counted, so the hour that October repeats counts twice and the one that March skips not at all. */
function arrivals({ from, until }: HistoryRange, { now }: Limits): RawBuilder<unknown> {
  const last = new Date(Math.min(until.getTime(), now.getTime()) - 1);
  return sql`
    select weekday, hour, coalesce(came.hours, 0) as hours, coalesce(placed.calls, 0) as calls
    from (
      select ${weekdayAndHour('t')}, count(*)::int as hours
      from generate_series(${from}::timestamptz, ${last}::timestamptz, interval '1 hour') t
      group by weekday, hour
    ) came
    full join (
      select ${weekdayAndHour('c.placed_at')}, count(*)::int as calls from counted c group by weekday, hour
    ) placed using (weekday, hour)
    order by weekday, hour
  `;
}

function weekdayAndHour(instant: string): RawBuilder<unknown> {
  const wall = onTheWall(instant);
  return sql`extract(isodow from ${wall})::int as weekday, extract(hour from ${wall})::int as hour`;
}

const waits = sql`
  select to_char(day, 'YYYY-MM-DD') as day, acuity, answered, round(cut[1]::numeric, 3)::float8 as p50,
    round(cut[2]::numeric, 3)::float8 as p90, round(cut[3]::numeric, 3)::float8 as p99
  from (
    select (${onTheWall('c.placed_at')})::date as day, c.acuity, count(*)::int as answered,
      percentile_cont(array[0.5, 0.9, 0.99]) within group (order by c.wait) as cut
    from counted c where c.answered_at is not null
    group by day, c.acuity
  ) daily
  order by day, array_position(array['immediate', 'urgent', 'soon'], acuity)
`;

const outcomes = sql`
  select o.disposition, count(*)::int as calls
  from counted c
    cross join lateral (
      select v.id from visits v where v.call_id = c.id order by v.started_at desc, v.id limit 1
    ) latest
    left join outcomes o on o.visit_id = latest.id
  group by o.disposition
  order by calls desc, o.disposition nulls last
`;

function handleSeconds({ writeUpSeconds }: Limits): RawBuilder<unknown> {
  return sql`
    select avg(extract(epoch from
      v.ended_at - v.started_at + least(
        greatest(coalesce(o.recorded_at, v.ended_at) - v.ended_at, interval '0'),
        make_interval(secs => ${writeUpSeconds}::float8)
      )
    ))::float8
    from counted c join visits v on v.call_id = c.id left join outcomes o on o.visit_id = v.id
    where v.ended_at is not null
  `;
}

const offersMissed = sql`
  select count(*)::int from counted c join offers o on o.call_id = c.id where o.state = 'missed'
`;
