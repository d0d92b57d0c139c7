import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import type { RotaReads, RotaWrites } from '../../domain/rota/rota-port.ts';
import { longestShiftMs, type Shift } from '../../domain/rota/shift.ts';
import type { Database, ShiftTable } from '../schema.ts';

export function shiftOf(row: Selectable<ShiftTable>): Shift {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    clinicianId: row.clinician_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    queueIds: row.queue_ids,
    tier: row.tier,
  };
}

export function shiftRow(shift: Shift): Insertable<ShiftTable> {
  return {
    id: shift.id,
    organisation_id: shift.organisationId,
    clinician_id: shift.clinicianId,
    starts_at: shift.startsAt,
    ends_at: shift.endsAt,
    queue_ids: [...shift.queueIds],
    tier: shift.tier,
  };
}

/** Every shift that overlaps the range, earliest first. */
export async function shiftsBetween(
  db: Kysely<Database>,
  organisationId: OrganisationId,
  { from, to }: { from: Date; to: Date },
): Promise<Shift[]> {
  const rows = await db
    .selectFrom('shifts')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    // No shift is longer than that, so the index can skip the years before.
    .where('starts_at', '>', new Date(from.getTime() - longestShiftMs))
    .where('starts_at', '<', to)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return rows.map(shiftOf);
}

const weekMs = 7 * 24 * 3600 * 1000;

/** The rota, and what the people who maintain it see. */
export function rotaReads(db: Kysely<Database>, clock: Clock): RotaReads {
  return {
    listShifts: (organisationId, from, to) => shiftsBetween(db, organisationId, { from, to }),

    async listOrganisationsToCover() {
      const since = clock.now().getTime() - weekMs;
      const rows = await db
        .selectFrom('organisations')
        .select('id')
        .where((row) =>
          row.or([
            row.exists(
              row
                .selectFrom('shifts')
                .select('shifts.id')
                .whereRef('shifts.organisation_id', '=', 'organisations.id')
                .where('starts_at', '>', new Date(since - longestShiftMs))
                .where('ends_at', '>', new Date(since)),
            ),
            row.exists(
              row
                .selectFrom('stations')
                .select('stations.id')
                .whereRef('stations.organisation_id', '=', 'organisations.id')
                .where('enrolled_at', 'is not', null)
                .where('revoked_at', 'is', null),
            ),
          ]),
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
