import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { indexRowsOf } from '../../domain/record/index-rows.ts';

// The record goes with its patient now. What somebody has written into it counts as care; that we have made them a Patient does not.
const seen = sql`
  create or replace function patient_seen_until(root uuid) returns timestamptz language sql stable as $seen$
    with records as (
      select p.* from patients p where p.id in (select records_of_patient(root))
    ), theirs as (
      select b.* from bookings b where b.patient_id in (select id from records)
    ), referred as (
      select r.* from referrals r where r.patient_id in (select id from records)
    ), visited as (
      select v.* from visits v where v.booking_id in (select id from theirs)
    ), to_do as (
      select t.done_at from clinic_tasks t
      where t.patient_id in (select id from records) or t.other_patient_id in (select id from records)
      union all select t.done_at from clinic_tasks t where t.referral_id in (select id from referred)
      union all select t.done_at from clinic_tasks t where t.booking_id in (select id from theirs)
      union all select t.done_at from person_moves m
        join clinic_tasks t on t.organisation_id = m.organisation_id and t.merge_id = m.id
      where m.patient_id in (select id from records)
    ), same_number as (
      select c.since, c.legal_hold from records p
      join calls c on c.organisation_id = p.organisation_id and c.nhs_number = p.nhs_number
    )
    select case when
      exists (select from referred where state <> 'closed')
      or exists (select from theirs where state in ('held', 'booked', 'running'))
      or exists (select from visited where ended_at is null)
      or exists (select from duties d where d.wrap_up_visit_id in (select id from visited))
      or exists (select from to_do where done_at is null)
      or exists (select from calls c where c.patient_id in (select id from records))
      or exists (select from observation_sets o where o.patient_id in (select id from records))
      or exists (select from same_number where legal_hold is not null)
      or exists (
        select from records p join sites s on s.id = p.site_id
        where p.merged_into is null and s.kind = 'care-home' and p.moved_out_at is null
      )
    then null else greatest(
      (select max(greatest(created_at, moved_out_at)) from records),
      (select max(created_at) from referred),
      (select max(greatest(ends_at, done_at, cancelled_at)) from theirs),
      (select max(o.recorded_at) from booking_outcomes o where o.booking_id in (select id from theirs)),
      (select max(ended_at) from visited),
      (select max(o.recorded_at) from outcomes o where o.visit_id in (select id from visited)),
      (select max(done_at) from to_do),
      (select max(since) from same_number),
      (select max(r.updated_at) from record_resources r
        where r.patient_id in (select id from records) and r.type <> 'Patient')
    ) end
  $seen$;
`;

// The trail of a resource is kept as long as the resource. Kinds of the record begin with a capital letter, and no others do.
const trail = sql`
  create index audit_about_record on audit (subject_id) where subject_kind ~ '^[A-Z]';

  alter function patients_of_audit(audit) rename to patients_of_clinic_audit;
  create function patients_of_audit(entry audit) returns setof uuid language sql stable as $of$
    select r.patient_id from record_resources r
      where entry.subject_kind ~ '^[A-Z]' and r.type = entry.subject_kind and r.id = entry.subject_id
        and r.patient_id is not null
    union all
    select patients_of_clinic_audit(entry)
  $of$;
`;

// As the parts of a patient in migration 0040: nothing of a record goes before the patient does.
const leavesWhole = sql`
  create constraint trigger record_resources_leave_whole after delete on record_resources deferrable initially deferred
    for each row when (old.patient_id is not null)
    execute function require_whole_erasure('patients', 'patient_id');
  alter table record_resources enable always trigger record_resources_leave_whole;
`;

type Row = {
  id: string;
  organisation_id: string;
  name: string;
  birth_day: string;
  nhs_number: string | null;
  merged_into: string | null;
  root: string;
  replaces: string[];
};

const batchSize = 500;

// A number that the Patient of another system has stays there: who says that the two are one person?
function nextRows(after: string): RawBuilder<Row> {
  return sql<Row>`
    select p.id, p.organisation_id, p.name, to_char(p.date_of_birth, 'YYYY-MM-DD') as birth_day, p.merged_into,
      case when not exists (
        select from record_resources o where o.organisation_id = p.organisation_id and o.nhs_number = p.nhs_number
      ) then p.nhs_number end as nhs_number,
      (
        with recursive above (id, merged_into, steps) as (
          select p.id, p.merged_into, 0
          union all
          select q.id, q.merged_into, above.steps + 1 from above join patients q on q.id = above.merged_into
        ) select id from above order by steps desc limit 1
      ) as root,
      array(select m.id::text from patients m where m.merged_into = p.id order by m.created_at, m.id) as replaces
    from patients p
    where p.id > ${after}::uuid
      and not exists (select from record_resources r where r.type = 'Patient' and r.id = p.id::text)
    order by p.id limit ${batchSize}
  `;
}

/** As this release writes it: no more than the row says, and neither the prison nor its number. */
function patientOf(row: Row, now: string) {
  const extension = {
    url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
    valueCodeableConcept: {
      coding: [
        {
          system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
          code: '02',
          display: 'Number present but not traced',
        },
      ],
    },
  };
  const number = {
    extension: [extension],
    system: 'https://fhir.nhs.uk/Id/nhs-number',
    value: row.nhs_number,
  };
  const profile = ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient'];
  const link = (id: string, type: string) => ({ other: { reference: `Patient/${id}` }, type });
  const links = [
    ...(row.merged_into === null ? [] : [link(row.merged_into, 'replaced-by')]),
    ...row.replaces.map((id) => link(id, 'replaces')),
  ];
  return {
    resourceType: 'Patient',
    id: row.id,
    meta: { versionId: '1', lastUpdated: now, profile },
    active: row.merged_into === null,
    ...(row.nhs_number !== null && { identifier: [number] }),
    name: [{ text: row.name }],
    birthDate: row.birth_day,
    ...(links.length > 0 && { link: links }),
  };
}

async function writePatients(db: Kysely<unknown>): Promise<void> {
  const now = new Date().toISOString();
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await nextRows(after).execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    await write(db, rows, now);
    after = last.id;
  }
}

async function write(db: Kysely<unknown>, rows: readonly Row[], now: string): Promise<void> {
  const patients = new Map(rows.map((row) => [row.id, patientOf(row, now)]));
  const given = rows.map((row) => ({ ...row, body: JSON.stringify(patients.get(row.id)) }));
  const { rows: written } = await sql<{ pk: string; id: string }>`
    with written as (
      insert into record_resources (organisation_id, type, id, version, updated_at, patient_id, body, nhs_number)
      select organisation_id, 'Patient', id, 1, ${now}::timestamptz, root, body, nhs_number
      from json_to_recordset(${JSON.stringify(given)}::json) as given
        (id text, organisation_id uuid, root uuid, body text, nhs_number text)
      returning pk, id, body
    ), versions as (
      insert into record_versions (pk, version, updated_at, method, body)
      select pk, 1, ${now}::timestamptz, 'POST', body from written
    )
    select pk, id from written
  `.execute(db);
  const index = written.flatMap(({ pk, id }) =>
    indexRowsOf('Patient', patients.get(id) ?? {}).map((row) => ({ ...row, pk })),
  );
  // A Patient of ours is found by these three kinds alone.
  await sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(index)}::json) as given (
        pk bigint, kind text, parameter smallint, system text, code text, text text, folded text, "from" timestamptz,
        "until" timestamptz
      )
    ), tokens as (
      insert into record_tokens (parameter, system, code, pk)
      select parameter, system, code, pk from given where kind = 'token'
    ), strings as (
      insert into record_strings (parameter, folded, exact, pk)
      select parameter, folded, text, pk from given where kind = 'string'
    )
    insert into record_dates (parameter, low, high, pk)
    select parameter, coalesce("from", '-infinity'), coalesce("until", 'infinity'), pk from given where kind = 'date'
  `.execute(db);
}

/** Everybody on a list of the service is a Patient of the record, and their record is erased with them (ADR 46). */
export const patientsOfRecord: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const step of [seen, trail, leavesWhole]) await step.execute(db);
    await writePatients(db);
  },
};
