import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { OrganisationId, PatientId } from '../../domain/ids.ts';
import type { EndedPatient, PatientRetentionReads } from '../../domain/retention/patient-retention-port.ts';
import { rotaTimeZone } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';

type EndedRow = {
  id: PatientId;
  organisation_id: OrganisationId;
  dates_of_birth: string[];
  last_seen_on: string;
  added_at: string;
};

/** Of `p`, a patient who is merged into nobody. Migration 0040 has what keeps one; then it answers null. */
const endedPatients = sql`
  select p.id, p.organisation_id, p.created_at, p.created_at::text as added_at, seen.until,
    (seen.until at time zone ${sql.lit(rotaTimeZone)})::date::text as last_seen_on,
    array(
      select distinct to_char(r.date_of_birth, 'YYYY-MM-DD') from patients r
      where r.id in (select records_of_patient(p.id))
    ) as dates_of_birth
  from patients p, lateral (select patient_seen_until(p.id) as until) seen
  where p.merged_into is null and seen.until is not null
`;

/** Whose period of retention may be over. */
export function patientRetentionReads(db: Kysely<Database>): PatientRetentionReads {
  return {
    async listEndedPatients({ endedBefore, after, limit }) {
      const from =
        after === null
          ? sql`true`
          : sql`(p.created_at, p.id) > (${after.addedAt}::timestamptz, ${after.patientId}::uuid)`;
      const { rows } = await sql<EndedRow>`
        ${endedPatients} and p.created_at <= ${endedBefore}::timestamptz and ${from}
          and seen.until <= ${endedBefore}::timestamptz
        order by p.created_at, p.id limit ${limit}
      `.execute(db);
      return rows.map(endedPatientOf);
    },
  };
}

function endedPatientOf(row: EndedRow): EndedPatient {
  return {
    patientId: row.id,
    organisationId: row.organisation_id,
    lastSeenOn: row.last_seen_on,
    datesOfBirth: row.dates_of_birth,
    position: { addedAt: row.added_at, patientId: row.id },
  };
}

/**
 * In the order of ADR 34. Nobody is waited for: whoever has a row of a patient is at work with them, and they are not due.
 * While the rows are locked nothing new can refer to them, and only then is it asked whether anything is open.
 */
export async function lockEndedPatients(
  db: Kysely<Database>,
  patientIds: readonly PatientId[],
): Promise<EndedPatient[]> {
  const { rows: members } = await sql<{ root: PatientId; id: PatientId }>`
    select asked.root, member.id from unnest(${[...patientIds]}::uuid[]) as asked (root),
      records_of_patient(asked.root) as member (id)
  `.execute(db);
  const ids = members.map(({ id }) => id);
  const busy = new Set<PatientId>();
  const kinds = [patientRows(ids), referralRows(ids), bookingRows(ids), taskRows(ids), recordRows(ids)];
  for (const rows of kinds) {
    for (const whose of await lockRows(db, rows)) busy.add(whose);
  }
  const passedOver = new Set(members.filter(({ id }) => busy.has(id)).map(({ root }) => root));
  const free = patientIds.filter((id) => !passedOver.has(id));
  const { rows } = await sql<EndedRow>`
    ${endedPatients} and p.id = any(${free}::uuid[]) order by p.created_at, p.id
  `.execute(db);
  return rows.map(endedPatientOf);
}

/** Rows `x` with the patient that they are of, in the order in which they are locked. */
type PatientRows = { select: RawBuilder<unknown>; order: RawBuilder<unknown> };

function patientRows(ids: readonly PatientId[]): PatientRows {
  return {
    select: sql`select x.id, x.id as whose from patients x where x.id = any(${[...ids]}::uuid[])`,
    order: sql`x.created_at, x.id`,
  };
}

function referralRows(ids: readonly PatientId[]): PatientRows {
  return {
    select: sql`select x.id, x.patient_id as whose from referrals x where x.patient_id = any(${[...ids]}::uuid[])`,
    order: sql`x.id`,
  };
}

function bookingRows(ids: readonly PatientId[]): PatientRows {
  return {
    select: sql`select x.id, x.patient_id as whose from bookings x where x.patient_id = any(${[...ids]}::uuid[])`,
    order: sql`x.begins_at, x.id`,
  };
}

function taskRows(ids: readonly PatientId[]): PatientRows {
  const given = sql`${[...ids]}::uuid[]`;
  return {
    select: sql`
      select x.id, coalesce(x.patient_id, r.patient_id, b.patient_id) as whose from clinic_tasks x
        left join referrals r on r.id = x.referral_id left join bookings b on b.id = x.booking_id
      where x.patient_id = any(${given})
        or x.referral_id in (select id from referrals where patient_id = any(${given}))
        or x.booking_id in (select id from bookings where patient_id = any(${given}))
    `,
    order: sql`x.id`,
  };
}

/** Whoever writes into somebody's record has locked their Patient. */
function recordRows(ids: readonly PatientId[]): PatientRows {
  return {
    select: sql`
      select x.pk as id, x.patient_id as whose from record_resources x
      where x.type = 'Patient' and x.patient_id = any(${[...ids]}::uuid[])
    `,
    order: sql`x.pk`,
  };
}

/** Locks those that nobody else has, and answers whose the others are. */
async function lockRows(db: Kysely<Database>, { select, order }: PatientRows): Promise<PatientId[]> {
  type Row = { id: string; whose: PatientId };
  const locked = await sql<Row>`${select} order by ${order} for update of x skip locked`.execute(db);
  const all = await sql<Row>`${select}`.execute(db);
  const ours = new Set(locked.rows.map(({ id }) => id));
  return all.rows.filter(({ id }) => !ours.has(id)).map(({ whose }) => whose);
}
