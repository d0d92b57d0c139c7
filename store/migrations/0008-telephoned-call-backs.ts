import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The board asks what has become of the messages of each open call-back. */
export const telephonedCallBacks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index deliveries_of_call_back on deliveries (call_back_id) where call_back_id is not null
    `.execute(db);
  },
};
