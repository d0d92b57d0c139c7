import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The record is served to systems of partners: one patient for an NHS number, histories in order, and who did it. */
export const recordServed: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table record_resources add column nhs_number text
        constraint record_resources_nhs_number_of_patient check (nhs_number is null or type = 'Patient')
    `.execute(db);
    await sql`
      update record_resources r set nhs_number = found.code
      from (
        select pk, min(code) as code from record_tokens
        where parameter = 1 and system = 'https://fhir.nhs.uk/Id/nhs-number' group by pk
      ) found
      where found.pk = r.pk and r.type = 'Patient' and r.body is not null
    `.execute(db);
    await sql`
      create unique index record_resources_nhs_number on record_resources (organisation_id, nhs_number)
        where nhs_number is not null
    `.execute(db);
    await sql`create index record_versions_updated on record_versions (updated_at desc, pk desc, version desc)`.execute(
      db,
    );
    await sql`alter table audit drop constraint audit_actor_kind`.execute(db);
    await sql`
      alter table audit add constraint audit_actor_kind
        check (actor_kind in ('station', 'person', 'guest', 'record-client', 'system'))
    `.execute(db);
  },
};
