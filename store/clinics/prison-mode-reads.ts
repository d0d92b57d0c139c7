import { type Kysely, type Selectable, sql } from 'kysely';
import type { PersonEvent } from '../../domain/clinics/person-event.ts';
import type { PrisonModeReads, StoppedSpan } from '../../domain/clinics/prison-mode-port.ts';
import type { Clock } from '../../domain/ports.ts';
import type { Database, PersonEventTable } from '../schema.ts';
import { hasItsTimeOrRuns, listBookingsTaking, rangeOf } from './booking-reads.ts';
import { readHindrances } from './hindrances.ts';
import { dayOf } from './rows.ts';

/** A booking is over at most so long after it has begun, so that an index can skip those before. */
export const longestBookingMs = 24 * 3600 * 1000;

/** Stations that are not used, what else patients have on, and lockdowns. */
export function prisonModeReads(db: Kysely<Database>, clock: Clock): PrisonModeReads {
  return {
    findHindrances: (of) => readHindrances(db, of),
    listBookingsTaking: (of, between) => listBookingsTaking(db, clock.now(), { of, between }),
    ...blockReads(db, clock),
    ...eventReads(db),
    ...stopReads(db, clock),
    ...metReads(db, clock),
  };
}

function blockReads(db: Kysely<Database>, clock: Clock): Pick<PrisonModeReads, 'listBlocks'> {
  return {
    async listBlocks(siteIds) {
      const rows = await db
        .selectFrom('station_blocks as b')
        .innerJoin('stations', 'stations.id', 'b.station_id')
        .innerJoin('people', 'people.id', 'b.made_by')
        .select(['b.id', 'b.site_id', 'b.station_id', 'b.starts_at', 'b.ends_at', 'b.reason'])
        .select(['stations.name as station_name', 'people.name as maker_name'])
        .where(sql<boolean>`b.site_id = any (${[...siteIds]}::uuid[])`)
        .where('b.lifted_at', 'is', null)
        .where('b.ends_at', '>', clock.now())
        .orderBy('b.starts_at')
        .orderBy('b.id')
        .execute();
      return rows.map((row) => ({
        blockId: row.id,
        siteId: row.site_id,
        stationId: row.station_id,
        stationName: row.station_name,
        startsAt: row.starts_at.toISOString(),
        endsAt: row.ends_at.toISOString(),
        reason: row.reason,
        madeByName: row.maker_name,
      }));
    },
  };
}

function eventReads(db: Kysely<Database>): Pick<PrisonModeReads, 'listEvents'> {
  return {
    async listEvents(patientId, from) {
      const rows = await db
        .selectFrom('person_events')
        .selectAll()
        .select(dayOf('on_date').as('day'))
        .where('patient_id', '=', patientId)
        .where(sql<boolean>`on_date >= ${from}::date`)
        .orderBy('on_date')
        .orderBy(sql`starts_at nulls first`)
        .orderBy('id')
        .execute();
      return rows.map(eventOf);
    },
  };
}

/** An event; its day is read by `dayOf`. */
export function eventOf(row: Selectable<PersonEventTable> & { day: string }): PersonEvent {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    patientId: row.patient_id,
    kind: row.kind,
    onDate: row.day,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    source: row.source,
    external: row.external,
  };
}

function stopReads(db: Kysely<Database>, clock: Clock): Pick<PrisonModeReads, 'listStops'> {
  return {
    async listStops(siteIds) {
      const rows = await db
        .selectFrom('movement_stops as s')
        .innerJoin('people', 'people.id', 's.made_by')
        .select(['s.id', 's.site_id', 's.starts_at', 's.ends_at', 's.reason', 's.made_at', 's.wings'])
        .select('people.name as maker_name')
        .select(sql<number>`(select count(*)::int from bookings b where b.stop_id = s.id)`.as('cancelled'))
        .where(sql<boolean>`s.site_id = any (${[...siteIds]}::uuid[])`)
        .where('s.lifted_at', 'is', null)
        .where('s.ends_at', '>', clock.now())
        .orderBy('s.starts_at')
        .orderBy('s.id')
        .execute();
      return rows.map((row) => ({
        stopId: row.id,
        siteId: row.site_id,
        startsAt: row.starts_at.toISOString(),
        endsAt: row.ends_at.toISOString(),
        wings: row.wings,
        reason: row.reason,
        madeByName: row.maker_name,
        madeAt: row.made_at.toISOString(),
        cancelled: row.cancelled,
      }));
    },
  };
}

function metReads(db: Kysely<Database>, clock: Clock): Pick<PrisonModeReads, 'listMetBookings'> {
  return {
    async listMetBookings(siteId, between) {
      const rows = await db
        .selectFrom('bookings')
        .innerJoin('clinic_sessions', 'clinic_sessions.id', 'bookings.session_id')
        .innerJoin('referrals', 'referrals.id', 'bookings.referral_id')
        .select(['bookings.state', 'bookings.begins_at'])
        .select(['clinic_sessions.service', 'referrals.priority'])
        .where('bookings.site_id', '=', siteId)
        .where('bookings.begins_at', '>', new Date(between.startsAt.getTime() - longestBookingMs))
        .where('bookings.begins_at', '<', between.endsAt)
        .where(hasItsTimeOrRuns(clock.now()))
        .where(meets(between))
        .where(isOnWings(between))
        .execute();
      return rows.map((row) => ({
        state: row.state,
        beginsAt: row.begins_at,
        service: row.service,
        priority: row.priority,
      }));
    },
  };
}

/** Whether the patient of a row of `bookings` is on one of the wings, or nobody knows on which they are. */
export function isOnWings({ wings }: StoppedSpan) {
  if (wings === null || wings === undefined) return sql<boolean>`true`;
  return sql<boolean>`exists (
    select from patients p
    where p.id = bookings.patient_id and (p.wing is null or p.wing = any (${[...wings]}::text[]))
  )`;
}

/** Whether something that a row of `bookings` takes is in that time: the patient, the staff, the officers, the station. */
export function meets(between: Parameters<typeof rangeOf>[0]) {
  return sql<boolean>`exists (
    select from reservations r
    where r.booking_id = bookings.id and r.active and r.during && ${rangeOf(between)}
  )`;
}
