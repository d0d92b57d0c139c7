import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The record: FHIR resources as they stand, every version of them, and what they are found by. The patient and the clinical
 * time stand on the row, because nearly every question is for the newest of one patient.
 */
export const record: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table record_resources (
        pk bigint generated always as identity primary key,
        organisation_id uuid not null references organisations (id),
        type text not null,
        id text not null constraint record_resources_id check (id ~ '^[A-Za-z0-9.-]{1,64}$'),
        version integer not null constraint record_resources_version check (version > 0),
        updated_at timestamptz not null,
        patient_id uuid,
        at timestamptz,
        body text,
        constraint record_resources_unique unique (type, id)
      )
    `.execute(db);
    await sql`create index record_resources_patient on record_resources (patient_id, type, at desc nulls last, pk desc)`.execute(
      db,
    );
    await sql`create index record_resources_updated on record_resources (type, updated_at desc, pk desc)`.execute(
      db,
    );
    await sql`
      create table record_versions (
        pk bigint not null references record_resources (pk),
        version integer not null,
        updated_at timestamptz not null,
        method text not null constraint record_versions_method check (method in ('POST', 'PUT', 'PATCH', 'DELETE')),
        made_by uuid,
        body text,
        primary key (pk, version)
      )
    `.execute(db);
    await createIndexTables(db);
    await sql`
      create function refuse_changed_version() returns trigger language plpgsql as $$
      begin
        raise exception 'a version of the record is never changed' using errcode = 'restrict_violation';
      end
      $$
    `.execute(db);
    await sql`
      create trigger record_versions_stand before update on record_versions
        for each row execute function refuse_changed_version()
    `.execute(db);
  },
};

async function createIndexTables(db: Kysely<unknown>): Promise<void> {
  const pk = sql`pk bigint not null references record_resources (pk)`;
  const parameter = sql`parameter smallint not null`;
  await sql`create table record_tokens (${parameter}, system text, code text not null, ${pk})`.execute(db);
  await sql`create index record_tokens_found on record_tokens (parameter, code, system, pk)`.execute(db);
  // The planner takes the three for independent of one another, and guesses far too few.
  await sql`create statistics record_tokens_values (mcv) on parameter, code, system from record_tokens`.execute(
    db,
  );
  await sql`
    create table record_references (${parameter}, target_type text, target_id text not null, ${pk})
  `.execute(db);
  await sql`
    create index record_references_found on record_references (parameter, target_id, target_type, pk)
  `.execute(db);
  await sql`
    create table record_dates (${parameter}, low timestamptz not null, high timestamptz not null, ${pk})
  `.execute(db);
  await sql`create index record_dates_found on record_dates (parameter, low, high, pk)`.execute(db);
  await sql`
    create table record_strings (${parameter}, folded text collate "C" not null, exact text not null, ${pk})
  `.execute(db);
  await sql`create index record_strings_found on record_strings (parameter, folded, pk)`.execute(db);
  await sql`
    create table record_quantities (${parameter}, value numeric not null, system text, code text, ${pk})
  `.execute(db);
  await sql`create index record_quantities_found on record_quantities (parameter, value, pk)`.execute(db);
  for (const table of ['tokens', 'references', 'dates', 'strings', 'quantities']) {
    await sql`create index ${sql.ref(`record_${table}_pk`)} on ${sql.ref(`record_${table}`)} (pk)`.execute(
      db,
    );
  }
}
