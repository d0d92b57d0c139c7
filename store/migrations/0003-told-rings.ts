import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** When the fact of a ring was sent to its clinician. Rings from before have none and count from when they rang. */
export const toldRings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table offers add column told_at timestamptz`.execute(db);
  },
};
