import { type Kysely, sql } from 'kysely';
import type { ClinicianId, OrganisationId, VisitId } from '../../domain/ids.ts';
import {
  type KeptReport,
  type QualityReads,
  reportSlotMs,
  type SideFigures,
} from '../../domain/quality/quality-port.ts';
import type { QualitySample } from '../../domain/quality/wire.ts';
import type { ParticipantRole } from '../../domain/rooms/wire.ts';
import type { Database } from '../schema.ts';

type Range = Parameters<QualityReads['listSides']>[0];

/** The number of visits begun in a range, and every measured connection, in figures. */
export async function sideFigures(db: Kysely<Database>, range: Range): ReturnType<QualityReads['listSides']> {
  const [visits, sides] = await Promise.all([countVisits(db, range), listSides(db, range)]);
  return { visits, sides };
}

function begun({ organisationId, from, until }: Range) {
  return sql`
    select v.id, v.started_at, v.ended_at, v.site_id
    from visits v
    where v.organisation_id = ${organisationId}
      and v.started_at >= ${from}::timestamptz and v.started_at < ${until}::timestamptz
  `;
}

async function countVisits(db: Kysely<Database>, range: Range): Promise<number> {
  const { rows } = await sql<{ visits: number }>`
    select count(*)::int as visits from (${begun(range)}) begun
  `.execute(db);
  return rows[0]?.visits ?? 0;
}

/** Visit by visit, by the table's key: the cost grows with the day requested, not with everything stored. */
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

/** What browsers have measured in visits. */
export function qualityReads(db: Kysely<Database>): QualityReads {
  return {
    keepReports: (reports) => keepReports(db, reports),
    forgetReports: (before, limit) => forgetReports(db, before, limit),

    async findMeasuredVisit(visitId) {
      const { rows } = await sql<{
        organisationId: OrganisationId;
        endedAt: Date | null;
        clinicians: ClinicianId[];
      }>`
        select v.organisation_id as "organisationId", v.ended_at as "endedAt",
          array_prepend(v.clinician_id, array(
            select o.clinician_id from offers o where o.visit_id = v.id and o.state = 'accepted'
          )) as clinicians
        from visits v
        where v.id = ${visitId}
      `.execute(db);
      return rows[0];
    },

    listSamples: (visitId, since) => listSamples(db, visitId, since),
    listSides: (range) => sideFigures(db, range),
  };
}

/** One statement for all, in the normal queue: rings have priority, and the table's key drops a duplicate. */
async function keepReports(db: Kysely<Database>, reports: readonly KeptReport[]): Promise<void> {
  const rows = reports.map((report) => ({ ...report, slot: Math.floor(report.at.getTime() / reportSlotMs) }));
  await sql`
    insert into visit_quality (
      visit_id, participant, slot, at, grade, seconds, loss_in, loss_out, round_trip_ms, jitter_ms,
      audio_in_kbps, audio_out_kbps, video_in_kbps, video_out_kbps, video_height, freezes, frozen_ms, concealed, path
    )
    select v.id, r.key, r.slot, r.at, r.grade, r.seconds, r."lossInPercent", r."lossOutPercent", r."roundTripMs",
      r."jitterMs", r."audioInKbps", r."audioOutKbps", r."videoInKbps", r."videoOutKbps", r."videoHeight",
      r.freezes, r."frozenMs", r."concealedPercent", r.path
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      "roomId" uuid, key text, slot bigint, at timestamptz, grade text, seconds real,
      "lossInPercent" real, "lossOutPercent" real, "roundTripMs" int, "jitterMs" int,
      "audioInKbps" int, "audioOutKbps" int, "videoInKbps" int, "videoOutKbps" int, "videoHeight" int,
      freezes int, "frozenMs" int, "concealedPercent" real, path text
    )
      join visits v on v.room_id = r."roomId"
        and v.started_at <= r.at and (v.ended_at is null or v.ended_at >= r.at)
    order by v.id, r.key, r.slot
    on conflict do nothing
  `.execute(db);
}

/** Skip rows that another process is deleting at this moment. */
async function forgetReports(db: Kysely<Database>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from visit_quality where ctid = any(array(
      select ctid from visit_quality where at < ${before}::timestamptz limit ${limit} for update skip locked
    ))
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** The role of the participant that `q` is about. */
const roleOf = sql<ParticipantRole>`
  case split_part(q.participant, ':', 1)
    when 'guest' then (select g.role from guests g where g.id = split_part(q.participant, ':', 2)::uuid)
    else split_part(q.participant, ':', 1)
  end
`;

async function listSamples(
  db: Kysely<Database>,
  visitId: VisitId,
  since: Date,
): ReturnType<QualityReads['listSamples']> {
  const rows = await db
    .selectFrom('visit_quality as q')
    .selectAll('q')
    .select(roleOf.as('role'))
    .where('q.visit_id', '=', visitId)
    .where('q.at', '>=', since)
    .orderBy('q.participant')
    .orderBy('q.slot')
    .execute();
  const byKey = Map.groupBy(rows, ({ participant }) => participant);
  return [...byKey]
    .flatMap(([key, [first, ...more]]) =>
      first === undefined ? [] : [{ key, role: first.role, samples: [first, ...more].map(sampleOf) }],
    )
    .toSorted((a, b) => placeOf(a.role) - placeOf(b.role));
}

function placeOf(role: ParticipantRole): number {
  return role === 'station' ? 0 : role === 'clinician' ? 1 : 2;
}

function sampleOf(row: Omit<Database['visit_quality'], 'slot'>): QualitySample {
  return {
    at: row.at.toISOString(),
    grade: row.grade,
    seconds: row.seconds,
    lossInPercent: row.loss_in,
    lossOutPercent: row.loss_out,
    roundTripMs: row.round_trip_ms,
    jitterMs: row.jitter_ms,
    audioInKbps: row.audio_in_kbps,
    audioOutKbps: row.audio_out_kbps,
    videoInKbps: row.video_in_kbps,
    videoOutKbps: row.video_out_kbps,
    videoHeight: row.video_height,
    freezes: row.freezes,
    frozenMs: row.frozen_ms,
    concealedPercent: row.concealed,
    path: row.path,
  };
}
