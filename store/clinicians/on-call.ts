import { type Kysely, type Selectable, sql } from 'kysely';
import type { OnCallClinician } from '../../domain/dispatching/routing.ts';
import type { ClinicianId, OrganisationId } from '../../domain/ids.ts';
import type { Skill } from '../../domain/clinicians/skill.ts';
import type { Database, DutyTable, ShiftTable } from '../schema.ts';

type OnCallRow = Pick<Selectable<DutyTable>, 'idle_since' | 'paused'> & {
  clinician_id: ClinicianId;
  skills: Skill[];
  engaged: boolean;
  tier: ShiftTable['tier'] | null;
  queue_ids: ShiftTable['queue_ids'] | null;
};

/**
 * The shift that person `p` is in; of two, the one that began first. Shifts last 25 hours at most, so the index need
 * not be read further back.
 */
export function currentShift(now: Date) {
  return sql`lateral (
    select * from shifts
    where shifts.clinician_id = p.id and shifts.starts_at <= ${now}::timestamptz
      and shifts.starts_at > ${now}::timestamptz - interval '25 hours' and shifts.ends_at > ${now}::timestamptz
    order by shifts.starts_at, shifts.id limit 1
  )`;
}

/** When the last shift of the person `p` ended, if that was in the last 12 hours. */
export function endedShift(now: Date) {
  return sql`(
    select max(shifts.ends_at) from shifts
    where shifts.clinician_id = p.id and shifts.ends_at <= ${now}::timestamptz
      and shifts.ends_at > ${now}::timestamptz - interval '12 hours'
      and shifts.starts_at > ${now}::timestamptz - interval '37 hours'
  )`;
}

/** That person `p` with the duty `d` is on call, reachable and not disabled. */
export function onCallSince(reachableSince: Date) {
  return sql`p.disabled_at is null and d.on_call and d.seen_at > ${reachableSince} and d.unreachable_since is null`;
}

/** Of those on call: who can be rung, now or in the end. Those on a break cannot; whoever has missed a call can. */
export const ringable = sql.raw(`(d.paused is null or d.paused = 'missed-a-call')`);

export async function countCover(
  db: Kysely<Database>,
  { organisationId, reachableSince }: { organisationId: OrganisationId; reachableSince: Date },
): Promise<{ ringable: number; onBreak: number }> {
  const { rows } = await sql<{ ringable: number; onBreak: number }>`
    select count(*) filter (where ${ringable})::integer as "ringable",
      count(*) filter (where not ${ringable})::integer as "onBreak"
    from people p join duties d on d.clinician_id = p.id
    where p.organisation_id = ${organisationId} and ${onCallSince(reachableSince)}
  `.execute(db);
  return rows[0] ?? { ringable: 0, onBreak: 0 };
}

/** On call, reachable and not disabled. */
export async function listOnCall(
  db: Kysely<Database>,
  asked: { organisationId: OrganisationId; reachableSince: Date; now: Date },
): Promise<OnCallClinician[]> {
  const { organisationId, now } = asked;
  // Shifts as in `currentShift`, read together: one index scan for everybody, not one each.
  const { rows } = await sql<OnCallRow>`
    select d.clinician_id, d.idle_since, d.paused, p.skills, s.tier, s.queue_ids,
      f.id is not null or d.wrap_up_visit_id is not null as engaged
    from people p
      join duties d on d.clinician_id = p.id
      left join offers f on f.clinician_id = p.id and f.released_at is null
      left join ${currentShift(now)} s on true
    where p.organisation_id = ${organisationId} and ${onCallSince(asked.reachableSince)}
  `.execute(db);
  return rows.map((row) => ({
    clinicianId: row.clinician_id,
    idleSince: row.idle_since,
    readiness: readinessOf(row),
    tier: row.tier ?? 1,
    queueIds: row.queue_ids ?? 'all',
    skills: row.skills,
  }));
}

function readinessOf({ engaged, paused }: OnCallRow): OnCallClinician['readiness'] {
  if (engaged) return 'occupied';
  if (paused === null) return 'free';
  return paused === 'missed-a-call' ? 'missed' : 'occupied';
}
