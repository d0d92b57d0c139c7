import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The shape of an ODS code is that of NHS England's Organisation Data Service: letters and digits.
const practices = sql`
  create table gp_practices (
    id uuid constraint gp_practices_pk primary key,
    organisation_id uuid not null constraint gp_practices_organisation_fk references organisations,
    ods_code text not null constraint gp_practices_ods_code check (ods_code ~ '^[A-Z0-9]{3,8}$'),
    name text not null,
    added_at timestamptz not null,
    added_by uuid not null constraint gp_practices_by_fk references people,
    constraint gp_practices_once unique (organisation_id, ods_code),
    constraint gp_practices_of_organisation unique (id, organisation_id)
  );
  alter table patients
    add gp_practice_id uuid,
    add constraint patients_gp_practice_fk foreign key (gp_practice_id, organisation_id)
      references gp_practices (id, organisation_id);
`;

// One signed letter a visit. What others have acted on is not changed.
const letters = sql`
  create table gp_letters (
    id uuid constraint gp_letters_pk primary key,
    organisation_id uuid not null constraint gp_letters_organisation_fk references organisations,
    visit_id uuid not null constraint gp_letters_visit_fk references visits,
    patient_id uuid not null,
    head jsonb not null,
    sections jsonb not null,
    signed_at timestamptz not null,
    signed_by uuid not null constraint gp_letters_signer_fk references people,
    constraint gp_letters_once unique (visit_id),
    constraint gp_letters_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id)
  );
  create index gp_letters_of_patient on gp_letters (patient_id);
  create trigger gp_letters_stand before update of id, organisation_id, visit_id, head, sections, signed_at, signed_by
    on gp_letters for each row execute function refuse_changed_version();
`;

/** GP practices, who is registered with them, and signed letters about visits of calls (ADR 52). */
export const gpLetters: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const step of [practices, letters]) await step.execute(db);
  },
};
