import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// Who has opened a record without a relationship, and what somebody else has found of it. Why is never changed.
const grants = sql`
  create table record_grants (
    id uuid primary key,
    organisation_id uuid not null,
    patient_id uuid not null,
    person_id uuid not null constraint record_grants_person_fk references people,
    reason text not null constraint record_grants_reason check (
      reason in ('emergency-care', 'cover-for-colleague', 'patient-asks', 'safeguarding', 'other')
    ),
    words text not null constraint record_grants_words check (char_length(words) between 10 and 500),
    opened_at timestamptz not null,
    ends_at timestamptz not null,
    verdict text constraint record_grants_verdict check (verdict in ('justified', 'not-justified')),
    review_words text constraint record_grants_review_words check (char_length(review_words) between 10 and 500),
    reviewed_by uuid constraint record_grants_reviewer_fk references people,
    reviewed_at timestamptz,
    constraint record_grants_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id),
    constraint record_grants_span check (ends_at >= opened_at),
    constraint record_grants_reviewed check (num_nulls(verdict, review_words, reviewed_by, reviewed_at) in (0, 4)),
    constraint record_grants_by_another check (reviewed_by <> person_id)
  );
  create index record_grants_of_patient on record_grants (patient_id, person_id, ends_at);
  create index record_grants_to_review on record_grants (organisation_id, opened_at) where reviewed_at is null;
  create index record_grants_reviewed_last on record_grants (organisation_id, reviewed_at) where reviewed_at is not null;

  create function record_grants_refuse_change() returns trigger language plpgsql as $refuse$
  begin
    raise exception 'why a record was opened, and what was found of it, stands' using errcode = 'insufficient_privilege';
  end
  $refuse$;
  create trigger record_grants_said before update of id, organisation_id, person_id, reason, words, opened_at
    on record_grants for each row execute function record_grants_refuse_change();
  create trigger record_grants_settled before update of verdict, review_words, reviewed_by, reviewed_at
    on record_grants for each row when (old.reviewed_at is not null) execute function record_grants_refuse_change();
  create trigger record_grants_kept before delete on record_grants
    for each row execute function clinics_refuse_erasure();
  alter table record_grants enable always trigger record_grants_said, enable always trigger record_grants_settled,
    enable always trigger record_grants_kept;
`;

// Around the function of migration 0040, whatever has become of that: a patient whose record somebody has opened is kept until
// it is reviewed, and as long after that as after a visit.
const keptWithTheirPatient = sql`
  alter function patient_seen_until(uuid) rename to patient_cared_for_until;
  create function patient_seen_until(root uuid) returns timestamptz language sql stable as $seen$
    with opened as (
      select g.* from record_grants g where g.patient_id in (select records_of_patient(root))
    ), cared as (
      select patient_cared_for_until(root) as until
    )
    select case
      when until is null or exists (select from opened where reviewed_at is null) then null
      else greatest(until, (select max(greatest(ends_at, reviewed_at)) from opened))
    end from cared
  $seen$;
`;

// By these it is found who has read about one patient over FHIR, and who was born on a day.
const indexes = sql`
  create index audit_about_person on audit (subject_id) where subject_kind = 'Patient';
  create index audit_about_resource on audit ((detail ->> 'patientId'))
    where action in ('record.read', 'record.searched', 'record.written') and detail ? 'patientId';
  create index patients_born on patients (organisation_id, date_of_birth) where merged_into is null;
`;

const notices = sql`
  alter table notices drop constraint notices_kind,
    add constraint notices_kind check (
      kind in ('missed-twice', 'cover-gap', 'nobody-on-call', 'changed-alone', 'record-opened')
    );
`;

/** Records opened without a relationship, and by what it is found who has read one (ADR 48). */
export const recordGrants: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const step of [grants, keptWithTheirPatient, indexes, notices]) await step.execute(db);
  },
};
