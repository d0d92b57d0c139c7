import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Each booking asks when its clerks have last been written to. Without the index that reads every delivery of the clerk there
 * has been. `listDigestTimes` says the same condition in the same words.
 */
export const digestTimes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index deliveries_digests on deliveries (person_id, updated_at)
        where channel = 'email' and clinic_message_id is not null
    `.execute(db);
  },
};
