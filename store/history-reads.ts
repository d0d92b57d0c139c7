import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { HistoryRange, OversightReads } from '../domain/oversight/oversight-port.ts';
import { countedCalls, levelCounts, onTheWall } from './history-calls.ts';
import { historyPages } from './history-pages.ts';
import type { Database } from './schema.ts';

type Read = Awaited<ReturnType<OversightReads['readHistory']>>;
type Limits = Parameters<OversightReads['readHistory']>[1];

/** The calls of some days, in figures and one by one. */
export function historyReads(db: Kysely<Database>): Pick<OversightReads, 'readHistory' | 'listHistory'> {
  return {
    readHistory: (range, limits) => readHistory(db, range, limits),
    listHistory: (range) => historyPages(db, range),
  };
}

/** One statement and so one snapshot: what the plots show adds up to what the table says. */
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

/** Real hours are counted, so that the hour that October repeats counts twice and the one that March leaves out never. */
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
