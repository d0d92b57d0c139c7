import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The systems of partners that may read or write the record, and the assertions that they have used. */
export const recordClients: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table record_clients (
        id uuid primary key,
        organisation_id uuid not null references organisations (id),
        name text not null,
        key_address text,
        keys jsonb,
        scopes text[] not null,
        made_by uuid not null references people (id),
        made_at timestamptz not null,
        used_at timestamptz,
        disabled_at timestamptz,
        disabled_by uuid references people (id),
        constraint record_clients_keys check ((key_address is null) <> (keys is null)),
        constraint record_clients_scopes check (cardinality(scopes) > 0),
        constraint record_clients_disabled check ((disabled_at is null) = (disabled_by is null))
      )
    `.execute(db);
    await sql`create unique index record_clients_name_once on record_clients (organisation_id, lower(name))`.execute(
      db,
    );
    await sql`
      create table record_client_assertions (
        client_id uuid not null references record_clients (id),
        digest text not null,
        expires_at timestamptz not null,
        primary key (client_id, digest)
      )
    `.execute(db);
    await sql`create index record_client_assertions_over on record_client_assertions (client_id, expires_at)`.execute(
      db,
    );
  },
};
