import { type Kysely, type Selectable, sql } from 'kysely';
import type { MovementStop } from '../../domain/clinics/movement-stop.ts';
import type { PrisonModeWrites, StationBlock } from '../../domain/clinics/prison-mode-port.ts';
import { DomainError } from '../../domain/errors.ts';
import { executePipelined } from '../postgres/connections.ts';
import type { Database, MovementStopTable, StationBlockTable } from '../schema.ts';
import { rangeOf } from './booking-reads.ts';
import { readHindrances } from './hindrances.ts';
import { eventOf } from './prison-mode-reads.ts';
import { dayOf } from './rows.ts';
import { stoppedBookingWrites } from './stopped-bookings.ts';

/** Stations that are not used, what else patients have on, and lockdowns. */
export function prisonModeWrites(db: Kysely<Database>, now: Date): PrisonModeWrites {
  return {
    ...prisonLocks(db),
    readHindrances: (of) => readHindrances(db, of),

    async setClash(bookingId, clash) {
      const over = db
        .updateTable('bookings')
        .set({
          clash_kinds: clash === null ? null : [...clash.kinds],
          clash_reason: clash?.reason ?? null,
          clash_by: clash?.by ?? null,
        })
        .where('id', '=', bookingId);
      await executePipelined(db, over);
    },

    ...blockWrites(db, now),
    ...eventWrites(db, now),
    ...stopWrites(db, now),
    ...stoppedBookingWrites(db, now),
  };
}

/**
 * The row of `prison_days` stands for what can be booked in a prison: without it nothing can. Not that of `sites`, which
 * urgent calls refer to.
 */
function prisonLocks(db: Kysely<Database>): Pick<PrisonModeWrites, 'sharePrison' | 'lockPrison'> {
  const select = () => db.selectFrom('prison_days').select('site_id');
  return {
    async sharePrison(siteId) {
      await executePipelined(db, select().where('site_id', '=', siteId).forShare());
    },

    async lockPrison(siteId) {
      await executePipelined(db, select().where('site_id', '=', siteId).forNoKeyUpdate());
    },
  };
}

function blockWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PrisonModeWrites, 'addBlock' | 'lockBlock' | 'liftBlock'> {
  return {
    async addBlock(block) {
      await db
        .insertInto('station_blocks')
        .values({
          id: block.id,
          organisation_id: block.organisationId,
          site_id: block.siteId,
          station_id: block.stationId,
          starts_at: block.startsAt,
          ends_at: block.endsAt,
          reason: block.reason,
          made_by: block.madeBy,
          made_at: now,
        })
        .execute();
    },

    async lockBlock(blockId) {
      const row = await db
        .selectFrom('station_blocks')
        .selectAll()
        .where('id', '=', blockId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && blockOf(row);
    },

    async liftBlock(blockId, by) {
      await db
        .updateTable('station_blocks')
        .set({ lifted_at: now, lifted_by: by })
        .where('id', '=', blockId)
        .execute();
    },
  };
}

function blockOf(row: Selectable<StationBlockTable>): StationBlock {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    stationId: row.station_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    reason: row.reason,
    madeBy: row.made_by,
    liftedAt: row.lifted_at,
  };
}

function eventWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PrisonModeWrites, 'addEvent' | 'lockEvent' | 'removeEvent'> {
  return {
    async addEvent(event, by) {
      await db
        .insertInto('person_events')
        .values({
          id: event.id,
          organisation_id: event.organisationId,
          patient_id: event.patientId,
          kind: event.kind,
          on_date: event.onDate,
          starts_at: event.startsAt,
          ends_at: event.endsAt,
          source: event.source,
          external: event.external,
          made_by: by,
          made_at: now,
        })
        .execute();
    },

    async lockEvent(eventId) {
      const row = await db
        .selectFrom('person_events')
        .innerJoin('patients', 'patients.id', 'person_events.patient_id')
        .selectAll('person_events')
        .select(['patients.site_id', dayOf('person_events.on_date').as('day')])
        .where('person_events.id', '=', eventId)
        .forNoKeyUpdate('person_events')
        .executeTakeFirst();
      return row && { ...eventOf(row), siteId: row.site_id };
    },

    async removeEvent(eventId) {
      await db.deleteFrom('person_events').where('id', '=', eventId).execute();
    },
  };
}

function stopWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PrisonModeWrites, 'addStop' | 'lockStop' | 'liftStop'> {
  return {
    async addStop(stop) {
      await requireWingsFree(db, stop);
      await db
        .insertInto('movement_stops')
        .values({
          id: stop.id,
          organisation_id: stop.organisationId,
          site_id: stop.siteId,
          starts_at: stop.startsAt,
          ends_at: stop.endsAt,
          wings: stop.wings === null ? null : [...stop.wings],
          reason: stop.reason,
          made_by: stop.madeBy,
          made_at: now,
        })
        .execute();
    },

    async lockStop(stopId) {
      const row = await db
        .selectFrom('movement_stops')
        .selectAll()
        .where('id', '=', stopId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && stopOf(row);
    },

    async liftStop(stopId, by) {
      await db
        .updateTable('movement_stops')
        .set({ lifted_at: now, lifted_by: by })
        .where('id', '=', stopId)
        .execute();
    },
  };
}

/** Whoever has the lock of the prison is the only one who adds stops of it; the constraint is about the whole prison only. */
async function requireWingsFree(db: Kysely<Database>, stop: MovementStop): Promise<void> {
  if (stop.wings === null) return;
  const { rows } = await sql`
    select from movement_stops
    where site_id = ${stop.siteId}::uuid and lifted_at is null and wings && ${[...stop.wings]}::text[]
      and tstzrange(starts_at, ends_at) && ${rangeOf(stop)}
  `.execute(db);
  if (rows.length > 0) {
    throw new DomainError(
      'conflict',
      'movements of one of these wings are stopped already for a part of that time',
    );
  }
}

function stopOf(row: Selectable<MovementStopTable>): MovementStop {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    wings: row.wings,
    reason: row.reason,
    madeBy: row.made_by,
    liftedAt: row.lifted_at,
  };
}
