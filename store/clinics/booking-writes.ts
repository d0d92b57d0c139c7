import { type Insertable, type Kysely, sql } from 'kysely';
import type { Booking, BookingState, Claim } from '../../domain/clinics/clinic.ts';
import type { ClinicWrites } from '../../domain/clinics/clinic-port.ts';
import { DomainError } from '../../domain/errors.ts';
import type { BookingId, ClinicSessionId } from '../../domain/ids.ts';
import { executePipelined, executeTogether, pipelinedPrefix } from '../postgres/connections.ts';
import type { BookingTable, Database } from '../schema.ts';
import { listPlacesTaken } from './booking-reads.ts';
import { giveUpClaims, lapseOverdue, removeClaims, takeClaims } from './reservations.ts';
import { bookingOf } from './rows.ts';

/** What `bookingWrites` does of the port; `clinicWrites` does the rest. */
export type OfBookings =
  | 'lockBookingsOf'
  | 'hasBeenHeld'
  | 'listPlacesTaken'
  | 'findBooking'
  | 'findOpenBooking'
  | 'lockBooking'
  | 'findBookingOfRequest'
  | 'addBooking'
  | 'moveBooking'
  | 'clearClaims'
  | 'confirmBooking'
  | 'beginBooking'
  | 'completeBooking'
  | 'setDetails'
  | 'releaseBooking';

/** The states in which a booking has its time. */
const openStates = ['held', 'booked'] as const;

/** Who has which time. What nobody may have twice, the table `reservations` refuses. */
export function bookingWrites(db: Kysely<Database>, now: Date): Pick<ClinicWrites, OfBookings> {
  return {
    ...bookingLocks(db),

    hasBeenHeld: (sessionId) => hasBeenHeld(db, sessionId),

    async listPlacesTaken(sessionId, leftOut) {
      const places = await listPlacesTaken(db, now, { sessionIds: [sessionId], leftOut });
      return places.map(({ siteId }) => siteId);
    },

    addBooking: (booking, claims, requestId) => addBooking(db, now, { booking, claims, requestId }),

    moveBooking: (booking, claims) => moveBooking(db, now, { booking, claims }),

    clearClaims: (bookingIds) => clearClaims(db, bookingIds),

    async confirmBooking(bookingId, details, by) {
      const confirmed = await db
        .updateTable('bookings')
        .set((row) => ({
          state: 'booked' as const,
          held_until: null,
          booked_by: by,
          details: JSON.stringify(details),
          timed_at: now,
          version: row('version', '+', 1),
        }))
        .where('id', '=', bookingId)
        .where('state', '=', 'held')
        .returning('id')
        .executeTakeFirst();
      if (confirmed === undefined) throw new DomainError('expired', 'this time is not kept for you any more');
    },

    async setDetails(bookingId, details) {
      const changed = db
        .updateTable('bookings')
        .set((row) => ({ details: JSON.stringify(details), version: row('version', '+', 1) }))
        .where('id', '=', bookingId);
      await executePipelined(db, changed);
    },

    async beginBooking(bookingId) {
      await advanceBooking(db, bookingId, {
        from: ['booked', 'running', 'done'],
        to: 'running',
        doneAt: null,
      });
    },

    async completeBooking(bookingId) {
      await advanceBooking(db, bookingId, { from: ['booked', 'running'], to: 'done', doneAt: now });
    },

    releaseBooking: (bookingId, to, why) => releaseBooking(db, now, { bookingId, to, why }),
  };
}

function bookingLocks(
  db: Kysely<Database>,
): Pick<
  ClinicWrites,
  'lockBookingsOf' | 'findBooking' | 'findOpenBooking' | 'lockBooking' | 'findBookingOfRequest'
> {
  const select = () => db.selectFrom('bookings').selectAll();
  return {
    async lockBookingsOf(sessionId) {
      // The referrals before the bookings, as whoever says what became of a patient does.
      await sql`${sql.raw(pipelinedPrefix)}
        select from referrals where id in (
          select referral_id from bookings where session_id = ${sessionId}::uuid and state in ('held', 'booked')
        ) order by id for no key update
      `.execute(db);
      const rows = await select()
        .where('session_id', '=', sessionId)
        .where('state', 'in', openStates)
        .orderBy('begins_at')
        .orderBy('id')
        .forNoKeyUpdate()
        .execute();
      return rows.map(bookingOf);
    },

    async findBooking(bookingId) {
      const row = await select().where('id', '=', bookingId).executeTakeFirst();
      return row && bookingOf(row);
    },

    async findOpenBooking(referralId) {
      const open = select().where('referral_id', '=', referralId).where('state', 'in', openStates);
      const [row] = await executeTogether(db, open);
      return row && bookingOf(row);
    },

    async lockBooking(bookingId) {
      const [row] = await executeTogether(db, select().where('id', '=', bookingId).forNoKeyUpdate());
      return row && bookingOf(row);
    },

    async findBookingOfRequest(requestId) {
      const [row] = await executeTogether(db, select().where('request_id', '=', requestId));
      return row && bookingOf(row);
    },
  };
}

async function hasBeenHeld(db: Kysely<Database>, sessionId: ClinicSessionId): Promise<boolean> {
  const row = await db
    .selectFrom('bookings')
    .select('id')
    .where('session_id', '=', sessionId)
    .where('state', 'in', ['running', 'done'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function clearClaims(db: Kysely<Database>, bookingIds: readonly BookingId[]): Promise<void> {
  await sql`delete from reservations where booking_id = any (${[...bookingIds]}::uuid[])`.execute(db);
}

type Taking = { booking: Booking; claims: readonly Claim[] };

async function addBooking(
  db: Kysely<Database>,
  now: Date,
  { booking, claims, requestId }: Taking & { requestId: string },
): Promise<Booking[]> {
  const { id: bookingId, referralId } = booking;
  const row = { ...bookingRow(booking), request_id: requestId, created_at: now, timed_at: now };
  // In one round trip, and in this order.
  const [lapsed] = await Promise.all([
    lapseOverdue(db, now, { bookingId, referralId, claims }),
    executePipelined(db, db.insertInto('bookings').values(row)),
    takeClaims(db, bookingId, claims),
  ]);
  return lapsed;
}

function bookingRow(
  booking: Booking,
): Omit<Insertable<BookingTable>, 'request_id' | 'created_at' | 'timed_at'> {
  return {
    id: booking.id,
    organisation_id: booking.organisationId,
    referral_id: booking.referralId,
    patient_id: booking.patientId,
    ...placeColumns(booking),
    state: booking.state,
    version: booking.version,
    held_by: booking.heldBy,
    held_until: booking.heldUntil,
  };
}

/** Where and when it is: what a move changes. */
function placeColumns(booking: Booking) {
  return {
    session_id: booking.sessionId,
    site_id: booking.siteId,
    station_id: booking.stationId,
    clinician_id: booking.clinicianId,
    begins_at: booking.beginsAt,
    starts_at: booking.startsAt,
    ends_at: booking.endsAt,
  };
}

async function moveBooking(db: Kysely<Database>, now: Date, { booking, claims }: Taking): Promise<Booking[]> {
  const lapsed = await lapseOverdue(db, now, {
    bookingId: booking.id,
    referralId: booking.referralId,
    claims,
  });
  // With a colleague at the same time it still has the time that it was given before.
  const timedAt = sql<Date>`case when starts_at = ${booking.startsAt}::timestamptz then timed_at else ${now}::timestamptz end`;
  const moved = await db
    .updateTable('bookings')
    .set((row) => ({ ...placeColumns(booking), timed_at: timedAt, version: row('version', '+', 1) }))
    .where('id', '=', booking.id)
    .where('state', 'in', openStates)
    .returning('id')
    .executeTakeFirst();
  if (moved === undefined) throw new DomainError('wrong-phase', 'the booking is over');
  await removeClaims(db, booking.id);
  await takeClaims(db, booking.id, claims);
  return lapsed;
}

/** Its claims stay: what it took, it took. One in another state stays as it is. */
async function advanceBooking(
  db: Kysely<Database>,
  bookingId: BookingId,
  { from, to, doneAt }: { from: BookingState[]; to: BookingState; doneAt: Date | null },
): Promise<void> {
  await db
    .updateTable('bookings')
    .set((row) => ({ state: to, done_at: doneAt, version: row('version', '+', 1) }))
    .where('id', '=', bookingId)
    .where('state', 'in', from)
    .execute();
}

type Release = {
  bookingId: BookingId;
  to: Parameters<ClinicWrites['releaseBooking']>[1];
  why: Parameters<ClinicWrites['releaseBooking']>[2];
};

async function releaseBooking(
  db: Kysely<Database>,
  now: Date,
  { bookingId, to, why }: Release,
): Promise<void> {
  const released = await db
    .updateTable('bookings')
    .set((row) => ({
      state: to,
      version: row('version', '+', 1),
      cancel_code: why?.code ?? null,
      cancel_text: why?.text ?? null,
      cancelled_at: why === null ? null : now,
      cancelled_by: why?.by ?? null,
    }))
    .where('id', '=', bookingId)
    .where('state', 'in', openStates)
    .returning('id')
    .executeTakeFirst();
  if (released === undefined) throw new DomainError('wrong-phase', 'the booking is over');
  await giveUpClaims(db, bookingId);
}
