import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The SBARD of a call, and of those that continue it: each answer is a unit of its own, with every version that it has had
 * (ADR 49).
 */
export const sbards: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table sbards (
        id uuid constraint sbards_pk primary key,
        organisation_id uuid not null constraint sbards_organisation_fk references organisations,
        patient_id uuid,
        response_id uuid not null constraint sbards_response unique,
        questionnaire text not null,
        constraint sbards_patient_fk foreign key (patient_id, organisation_id)
          references patients (id, organisation_id)
      );
      create index sbards_of_patient on sbards (patient_id) where patient_id is not null;
      alter table calls add sbard_id uuid constraint calls_sbard_fk references sbards;
      create index calls_with_sbard on calls (sbard_id) where sbard_id is not null;
      create table sbard_answers (
        sbard_id uuid not null constraint sbard_answers_sbard_fk references sbards,
        link_id text not null,
        version integer not null constraint sbard_answers_version check (version > 0),
        request_id uuid not null,
        value text constraint sbard_answers_value check (length(value) between 1 and 2000),
        patient_id uuid constraint sbard_answers_patient_fk references patients,
        station_id uuid constraint sbard_answers_station_fk references stations,
        person_id uuid constraint sbard_answers_person_fk references people,
        written_at timestamptz not null,
        constraint sbard_answers_pk primary key (sbard_id, link_id, version),
        constraint sbard_answers_request unique (sbard_id, request_id),
        constraint sbard_answers_by check (num_nonnulls(station_id, person_id) = 1)
      );
      create index sbard_answers_of_patient on sbard_answers (patient_id) where patient_id is not null;
      create trigger sbard_answers_stand before update of sbard_id, link_id, version, request_id, value, station_id,
        person_id, written_at on sbard_answers
        for each row execute function refuse_changed_version();
    `.execute(db);
  },
};
