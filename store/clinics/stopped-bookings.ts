import { type Kysely, type Selectable, sql } from 'kysely';
import type { Booking, Claim, SessionState } from '../../domain/clinics/clinic.ts';
import type { StoppedBooking } from '../../domain/clinics/movement-stop.ts';
import type { PrisonModeWrites } from '../../domain/clinics/prison-mode-port.ts';
import { DomainError } from '../../domain/errors.ts';
import type {
  BookingId,
  InterpreterId,
  MovementStopId,
  ReferralId,
  SiteId,
  StationId,
  VisitId,
} from '../../domain/ids.ts';
import type { ClinicSessionTable, Database } from '../schema.ts';
import { hasItsTimeOrRuns } from './booking-reads.ts';
import { isOnWings, longestBookingMs, meets } from './prison-mode-reads.ts';
import { kindNumbers, kindOf, lapseOverdue, removeClaims, takeClaims } from './reservations.ts';
import { bookingOf, dayOf } from './rows.ts';

type OfStoppedBookings =
  | 'lockBookingsIn'
  | 'listAffected'
  | 'stopBookings'
  | 'handToOtherStop'
  | 'lockStoppedBookings'
  | 'restoreBooking';

/** The bookings that a stop of movements ends, and brings back when it is lifted. */
export function stoppedBookingWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PrisonModeWrites, OfStoppedBookings> {
  return {
    async lockBookingsIn(siteId, between) {
      const select = () =>
        db
          .selectFrom('bookings')
          .where('bookings.site_id', '=', siteId)
          .where('bookings.begins_at', '>', new Date(between.startsAt.getTime() - longestBookingMs))
          .where('bookings.begins_at', '<', between.endsAt)
          .where(hasItsTimeOrRuns(now))
          .where(meets(between))
          .where(isOnWings(between));
      await lockAround(db, await select().select(['session_id', 'referral_id']).execute());
      const rows = await select()
        .selectAll('bookings')
        .orderBy('bookings.begins_at')
        .orderBy('bookings.id')
        .forNoKeyUpdate()
        .execute();
      return rows.map(bookingOf);
    },

    listAffected: (siteId) => listAffected(db, now, siteId),

    stopBookings: (bookingIds, stop) => stopBookings(db, now, { bookingIds, ...stop }),
    async handToOtherStop(bookingId) {
      await sql`
        update bookings set stop_id = coalesce((
          select m.id from movement_stops m join patients p on p.id = bookings.patient_id
          where m.site_id = bookings.site_id and m.lifted_at is null
            and (m.wings is null or p.wing is null or p.wing = any (m.wings))
            and exists (
              select from reservations r
              where r.booking_id = bookings.id and r.during && tstzrange(m.starts_at, m.ends_at)
            )
          order by m.ends_at desc, m.id limit 1
        ), stop_id)
        where id = ${bookingId}::uuid
      `.execute(db);
    },

    lockStoppedBookings: (stopId) => lockStoppedBookings(db, stopId),
    restoreBooking: (booking, claims) => restoreBooking(db, now, { booking, claims }),
  };
}

/**
 * Sessions first, then referrals, each in the order of its id: whoever books, moves or cancels takes the bookings last, and
 * so none of them waits for another that waits for it.
 */
export async function lockAround(
  db: Kysely<Database>,
  around: readonly { session_id: string; referral_id: string }[],
  moreReferrals: readonly ReferralId[] = [],
): Promise<void> {
  const sessionIds = around.map(({ session_id }) => session_id);
  const referralIds = [...around.map(({ referral_id }) => referral_id), ...moreReferrals];
  await sql`
    select from clinic_sessions where id = any (${sessionIds}::uuid[]) order by id for share
  `.execute(db);
  await sql`
    select from referrals where id = any (${referralIds}::uuid[]) order by id for no key update
  `.execute(db);
}

async function listAffected(
  db: Kysely<Database>,
  now: Date,
  siteId: SiteId,
): Promise<{ visitIds: VisitId[]; stationIds: StationId[] }> {
  const visits = await sql<{ id: VisitId }>`
    select id from visits
    where site_id = ${siteId}::uuid and origin = 'booking' and ended_at is null order by id
  `.execute(db);
  const stations = await sql<{ id: StationId }>`
    select distinct station_id as id from bookings
    where site_id = ${siteId}::uuid and state = 'booked' and begins_at <= ${now}::timestamptz
      and begins_at > ${new Date(now.getTime() - longestBookingMs)}::timestamptz
    order by station_id
  `.execute(db);
  return { visitIds: visits.rows.map(({ id }) => id), stationIds: stations.rows.map(({ id }) => id) };
}

type Stopping = Parameters<PrisonModeWrites['stopBookings']>[1] & { bookingIds: readonly BookingId[] };

async function stopBookings(
  db: Kysely<Database>,
  now: Date,
  { bookingIds, stopId, by }: Stopping,
): Promise<void> {
  await sql`
    with stopped as (
      update bookings set state = 'cancelled', version = version + 1, cancel_code = 'lockdown',
        cancelled_at = ${now}::timestamptz, cancelled_by = ${by}::uuid, stop_id = ${stopId}::uuid
      where id = any (${[...bookingIds]}::uuid[]) and state = 'booked'
      returning id, referral_id
    ), given_up as (
      update reservations r set active = false from stopped where r.booking_id = stopped.id
    )
    update referrals set state = 'to-rebook' from stopped where referrals.id = stopped.referral_id
  `.execute(db);
}

type SessionColumns = Pick<
  Selectable<ClinicSessionTable>,
  'capacity' | 'pre_minutes' | 'main_minutes' | 'debrief_minutes'
> & { session_state: SessionState; session_starts_at: Date; session_ends_at: Date };

function sessionIn(row: SessionColumns): StoppedBooking['session'] {
  return {
    state: row.session_state,
    capacity: row.capacity,
    startsAt: row.session_starts_at,
    endsAt: row.session_ends_at,
    preMinutes: row.pre_minutes,
    mainMinutes: row.main_minutes,
    debriefMinutes: row.debrief_minutes,
  };
}

/** Whoever was booked, and may have been told so, comes before others who are free. */
const interpreterBefore = sql<InterpreterId | null>`(
  select resource_id from reservations
  where booking_id = bookings.id and kind = ${kindNumbers.interpreter} limit 1
)`.as('interpreter_id');

async function lockStoppedBookings(db: Kysely<Database>, stopId: MovementStopId): Promise<StoppedBooking[]> {
  const select = () =>
    db
      .selectFrom('bookings')
      .where('bookings.stop_id', '=', stopId)
      .where('bookings.state', '=', 'cancelled');
  await lockAround(db, await select().select(['session_id', 'referral_id']).execute());
  const rows = await select()
    .innerJoin('clinic_sessions', 'clinic_sessions.id', 'bookings.session_id')
    .innerJoin('referrals', 'referrals.id', 'bookings.referral_id')
    .selectAll('bookings')
    .select([
      'clinic_sessions.state as session_state',
      'clinic_sessions.capacity',
      'clinic_sessions.starts_at as session_starts_at',
      'clinic_sessions.ends_at as session_ends_at',
      'clinic_sessions.pre_minutes',
      'clinic_sessions.main_minutes',
      'clinic_sessions.debrief_minutes',
      'referrals.state as referral_state',
      'referrals.priority',
      dayOf('referrals.clock_start').as('clock_day'),
      interpreterBefore,
    ])
    .orderBy('bookings.begins_at')
    .orderBy('bookings.id')
    .forNoKeyUpdate('bookings')
    .execute();
  const claims = await claimsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    booking: bookingOf(row),
    session: sessionIn(row),
    referral: {
      id: row.referral_id,
      state: row.referral_state,
      priority: row.priority,
      clockStart: row.clock_day,
    },
    claims: claims.get(row.id) ?? [],
    interpreterId: row.interpreter_id,
  }));
}

type ClaimRow = { bookingId: BookingId; kind: number; resourceId: string; startsAt: Date; endsAt: Date };

/** What bookings have had, also when they have given it up; but for interpreters: without one a booking comes back all the same. */
async function claimsOf(
  db: Kysely<Database>,
  bookingIds: readonly BookingId[],
): Promise<Map<BookingId, Omit<Claim, 'seats'>[]>> {
  const { rows } = await sql<ClaimRow>`
    select booking_id as "bookingId", kind, resource_id as "resourceId", lower(during) as "startsAt",
      upper(during) as "endsAt"
    from reservations where booking_id = any (${[...bookingIds]}::uuid[]) and kind <> ${kindNumbers.interpreter} order by booking_id, place
  `.execute(db);
  const byBooking = Map.groupBy(rows, ({ bookingId }) => bookingId);
  return new Map(
    [...byBooking].map(([bookingId, those]) => [
      bookingId,
      those.map(({ kind, resourceId, startsAt, endsAt }) => ({
        kind: kindOf(kind),
        resourceId,
        startsAt,
        endsAt,
      })),
    ]),
  );
}

/** Behind a savepoint, so that one whose time is taken leaves no trace, and those before it stay. */
async function restoreBooking(
  db: Kysely<Database>,
  now: Date,
  { booking, claims }: { booking: Booking; claims: readonly Claim[] },
): Promise<Booking[] | 'taken'> {
  const { id, referralId } = booking;
  await sql`savepoint restoring`.execute(db);
  try {
    const lapsed = await lapseOverdue(db, now, { bookingId: id, referralId, claims });
    await removeClaims(db, id);
    await takeClaims(db, id, claims);
    await db
      .updateTable('bookings')
      .set((row) => ({
        state: 'booked' as const,
        version: row('version', '+', 1),
        cancel_code: null,
        cancel_text: null,
        cancelled_at: null,
        cancelled_by: null,
        stop_id: null,
      }))
      .where('id', '=', id)
      .where('state', '=', 'cancelled')
      .execute();
    await sql`release savepoint restoring`.execute(db);
    return lapsed;
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'taken')) throw error;
    await sql`rollback to savepoint restoring`.execute(db);
    return 'taken';
  }
}
