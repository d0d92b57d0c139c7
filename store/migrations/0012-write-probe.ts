import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** One row that servers write to find out whether a press could be kept. */
export const writeProbe: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table write_probe (
        only_row boolean primary key default true constraint write_probe_only_row check (only_row),
        written_at timestamptz not null
      )
    `.execute(db);
    await sql`insert into write_probe (written_at) values (now())`.execute(db);
  },
};
