import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Notes of passing a call on are read from the outcomes of its visits, also over call-backs. `calls.passed_on_note` is
 * not used any more; it stays for now, so that servers of the release before can run beside the new ones.
 */
export const notesOfAnEpisode: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index call_backs_answered on call_backs (answered_by_call_id) where answered_by_call_id is not null
    `.execute(db);
  },
};
