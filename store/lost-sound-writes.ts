import { type Kysely, sql } from 'kysely';
import type { LostSoundWrites } from '../domain/lost-sound/lost-sound-port.ts';
import { present } from './rows.ts';
import type { Database } from './schema.ts';

/** What a visit keeps of its sound. The caller holds the row of the visit's call. */
export function lostSoundWrites(db: Kysely<Database>): LostSoundWrites {
  return {
    async get(visitId) {
      const row = await db
        .selectFrom('visits')
        .select('sound_lost_at as lostAt')
        .select(sql<boolean>`exists (select from deliveries d where d.visit_id = visits.id)`.as('siteRung'))
        .where('id', '=', visitId)
        .executeTakeFirst();
      return present(row, 'visits.id');
    },

    async setLostAt(visitId, lostAt) {
      await db.updateTable('visits').set({ sound_lost_at: lostAt }).where('id', '=', visitId).execute();
    },
  };
}
