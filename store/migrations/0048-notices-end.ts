import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * A warning ends when its reason does, and leaves its key: the same gap that opens once more is warned of once more. What is
 * open at the upgrade ends with the first watch over the rota, if its reason has gone.
 */
export const noticesEnd: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table notices add ended_at timestamptz, drop constraint notices_once;
      create unique index notices_once on notices (organisation_id, key) where ended_at is null;
      drop index notices_open;
      create index notices_open on notices (organisation_id, raised_at) where acknowledged_at is null and ended_at is null
    `.execute(db);
  },
};
