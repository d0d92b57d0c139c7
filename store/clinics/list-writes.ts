import type { Kysely } from 'kysely';
import type { ListWrites } from '../../domain/clinics/list-port.ts';
import { noPreflight } from '../../domain/clinics/preflight.ts';
import type { Database } from '../schema.ts';

/** Where patients are, what has been printed, and what is ready for a visit. */
export function listWrites(db: Kysely<Database>, now: Date): ListWrites {
  return {
    ...placeWrites(db),

    async addListPrint({ id, organisationId, siteId, list, date, printedBy, rows }) {
      await db
        .insertInto('list_prints')
        .values({
          id,
          organisation_id: organisationId,
          site_id: siteId,
          list,
          on_date: date,
          printed_at: now,
          printed_by: printedBy,
          rows: JSON.stringify(rows),
        })
        .execute();
    },

    async getPreflight(bookingId) {
      const { preflight } = await db
        .selectFrom('bookings')
        .select('preflight')
        .where('id', '=', bookingId)
        .executeTakeFirstOrThrow();
      return preflight ?? noPreflight;
    },

    // The version of the booking stays: whoever changes its notes meanwhile is in nobody's way.
    async setPreflight(bookingId, preflight) {
      await db
        .updateTable('bookings')
        .set({ preflight: JSON.stringify(preflight) })
        .where('id', '=', bookingId)
        .execute();
    },

    async findInterpreterLanguage(bookingId) {
      const row = await db
        .selectFrom('bookings')
        .select('details')
        .where('id', '=', bookingId)
        .executeTakeFirst();
      return row?.details?.interpreterLanguage ?? null;
    },
  };
}

function placeWrites(db: Kysely<Database>): Pick<ListWrites, 'lockWhereabouts' | 'setWhereabouts'> {
  return {
    async lockWhereabouts(patientId) {
      const row = await db
        .selectFrom('patients')
        .select(['organisation_id', 'site_id', 'wing', 'cell', 'security_marks'])
        .where('id', '=', patientId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return (
        row && {
          organisationId: row.organisation_id,
          siteId: row.site_id,
          wing: row.wing,
          cell: row.cell,
          marks: row.security_marks,
        }
      );
    },

    async setWhereabouts(patientId, { wing, cell, marks }) {
      await db
        .updateTable('patients')
        .set({ wing, cell, security_marks: marks, marks_confirmed: true })
        .where('id', '=', patientId)
        .execute();
    },
  };
}
