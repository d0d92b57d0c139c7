import { type Kysely, sql } from 'kysely';
import type { RotaWrites } from '../domain/rota/rota-port.ts';
import { shiftOf, shiftRow, shiftsBetween } from './rota-rows.ts';
import type { Database } from './schema.ts';

/** The rota, inside a transaction. */
export function rotaWrites(db: Kysely<Database>): RotaWrites {
  return {
    async lock(organisationId) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`rota:${organisationId}`}, 0))`.execute(db);
    },

    listBetween: (organisationId, from, to) => shiftsBetween(db, organisationId, { from, to }),

    async find(shiftId) {
      const row = await db.selectFrom('shifts').selectAll().where('id', '=', shiftId).executeTakeFirst();
      return row && shiftOf(row);
    },

    async add(shifts) {
      if (shifts.length > 0) {
        await db.insertInto('shifts').values(shifts.map(shiftRow)).execute();
      }
    },

    async change({ id, ...to }) {
      const { clinician_id, starts_at, ends_at, queue_ids, tier } = shiftRow({ id, ...to });
      await db
        .updateTable('shifts')
        .set({ clinician_id, starts_at, ends_at, queue_ids, tier })
        .where('id', '=', id)
        .execute();
    },

    async remove(shiftId) {
      await db.deleteFrom('shifts').where('id', '=', shiftId).execute();
    },

    async findCurrent(clinicianId, at) {
      const row = await db
        .selectFrom('shifts')
        .selectAll()
        .where('clinician_id', '=', clinicianId)
        .where('starts_at', '<=', at)
        .where('ends_at', '>', at)
        .orderBy('starts_at')
        .orderBy('id')
        .executeTakeFirst();
      return row && shiftOf(row);
    },
  };
}
