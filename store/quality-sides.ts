import { type Kysely, sql } from 'kysely';
import type { QualityReads, SideFigures } from '../domain/quality/quality-port.ts';
import type { Database } from './schema.ts';

type Range = Parameters<QualityReads['listSides']>[0];

/** Of the visits begun in a range, how many there are, and every connection that was measured, in figures. */
export async function sideFigures(db: Kysely<Database>, range: Range): ReturnType<QualityReads['listSides']> {
  const [visits, sides] = await Promise.all([countVisits(db, range), listSides(db, range)]);
  return { visits, sides };
}

function begun({ organisationId, from, until }: Range) {
  return sql`
    select v.id, v.started_at, v.ended_at, c.site_id
    from visits v join calls c on c.id = v.call_id
    where c.organisation_id = ${organisationId}
      and v.started_at >= ${from}::timestamptz and v.started_at < ${until}::timestamptz
  `;
}

async function countVisits(db: Kysely<Database>, range: Range): Promise<number> {
  const { rows } = await sql<{ visits: number }>`
    select count(*)::int as visits from (${begun(range)}) begun
  `.execute(db);
  return rows[0]?.visits ?? 0;
}

/** Visit by visit, by the table's key: what it costs grows with the day that is asked for, not with all that is kept. */
async function listSides(db: Kysely<Database>, range: Range): Promise<SideFigures[]> {
  const { rows } = await sql<SideFigures>`
    with begun as materialized (${begun(range)})
    select b.id as "visitId", b.site_id as "siteId", si.name as "siteName", b.started_at as "startedAt",
      b.ended_at as "endedAt", coalesce(g.role, split_part(measured.participant, ':', 1)) as role, measured.*
    from begun b
      join sites si on si.id = b.site_id
      cross join lateral (
        select q.participant,
          sum(q.seconds)::float8 as "measuredSeconds",
          coalesce(sum(q.seconds) filter (where q.grade = 'poor'), 0)::float8 as "poorSeconds",
          max(greatest(q.loss_in, q.loss_out))::float8 as "worstLossPercent",
          percentile_cont(0.95) within group (order by q.round_trip_ms) as "roundTripP95Ms",
          sum(q.freezes)::int as freezes,
          sum(q.frozen_ms)::int as "frozenMs",
          (sum(q.concealed * q.seconds) / nullif(sum(q.seconds) filter (where q.concealed is not null), 0))::float8
            as "concealedPercent",
          mode() within group (order by q.path) as path
        from visit_quality q
        where q.visit_id = b.id
        group by q.participant
      ) measured
      left join guests g on measured.participant = 'guest:' || g.id::text
  `.execute(db);
  return rows;
}
