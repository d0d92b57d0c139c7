import type { Kysely } from 'kysely';
import type { Clock } from '../domain/ports.ts';
import type { RotaReads } from '../domain/rota/rota-port.ts';
import { longestShiftMs } from '../domain/rota/shift-rules.ts';
import { shiftsBetween } from './rota-rows.ts';
import type { Database } from './schema.ts';

const weekMs = 7 * 24 * 3600 * 1000;

/** The rota and what the people who keep it look at. */
export function rotaReads(db: Kysely<Database>, clock: Clock): RotaReads {
  return {
    listShifts: (organisationId, from, to) => shiftsBetween(db, organisationId, { from, to }),

    async listOrganisationsWithRota() {
      const since = clock.now().getTime() - weekMs;
      const rows = await db
        .selectFrom('organisations')
        .select('id')
        .where((row) =>
          row.exists(
            row
              .selectFrom('shifts')
              .select('shifts.id')
              .whereRef('shifts.organisation_id', '=', 'organisations.id')
              .where('starts_at', '>', new Date(since - longestShiftMs))
              .where('ends_at', '>', new Date(since)),
          ),
        )
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    async listProfiles(organisationId) {
      const rows = await db
        .selectFrom('people')
        .select(['id', 'skills', 'phone'])
        .where('organisation_id', '=', organisationId)
        .execute();
      return rows.map(({ id, skills, phone }) => ({ personId: id, skills, phone }));
    },

    async listSiteQueues(organisationId) {
      const rows = await db
        .selectFrom('sites')
        .select(['id', 'queue_id'])
        .where('organisation_id', '=', organisationId)
        .execute();
      return rows.map(({ id, queue_id }) => ({ siteId: id, queueId: queue_id }));
    },
  };
}
