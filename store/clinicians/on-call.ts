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
    where p.organisation_id = ${organisationId} and p.disabled_at is null
      and d.on_call and d.seen_at > ${asked.reachableSince} and d.unreachable_since is null
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
