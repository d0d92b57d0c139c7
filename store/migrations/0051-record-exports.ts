import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Exports of groups: what was asked for, and of which moment. Their files are read from the versions when they are fetched. */
export const recordExports: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table record_exports (
        id uuid primary key,
        organisation_id uuid not null references organisations (id),
        client_id uuid not null,
        group_id text not null,
        patient_ids text[] not null,
        types text[] not null,
        left_out text[] not null,
        since timestamptz,
        as_of timestamptz not null,
        request text not null,
        -- By the clock of the database, as the times are at which its transactions began.
        made_at timestamptz not null default clock_timestamp(),
        expires_at timestamptz not null constraint record_exports_expiry check (expires_at > as_of),
        cancelled_at timestamptz
      )
    `.execute(db);
    await sql`create index record_exports_expiry_index on record_exports (expires_at)`.execute(db);
  },
};
