import { type Kysely, type Selectable, sql } from 'kysely';
import { placeAtHome } from '../../domain/clinics/at-home.ts';
import { timesOfNow } from '../../domain/clinics/clinic-day.ts';
import type { BookingLink, BookingLinkWrites, LinkedBooking } from '../../domain/clinics/link-port.ts';
import type { BookingId, PatientId } from '../../domain/ids.ts';
import { present } from '../calls/rows.ts';
import type { Database } from '../schema.ts';
import { bookingOf } from './rows.ts';

/** The links by which patients at home join. Their secrets are nowhere here. */
export function bookingLinkWrites(db: Kysely<Database>, now: Date): BookingLinkWrites {
  return {
    async ensure(bookingId, id) {
      const { rows } = await sql<{ id: typeof id }>`
        insert into booking_links (id, booking_id, digest, made_at)
        values (${id}::uuid, ${bookingId}::uuid, ${id}, ${now}::timestamptz)
        on conflict (booking_id) do update set booking_id = excluded.booking_id
        returning id
      `.execute(db);
      return present(rows[0], 'booking_links.id').id;
    },

    async setDigest(id, digest) {
      await db.updateTable('booking_links').set({ digest }).where('id', '=', id).execute();
    },

    async findByDigest(digest) {
      const row = await db
        .selectFrom('booking_links')
        .selectAll()
        .where('digest', '=', digest)
        .executeTakeFirst();
      return row && linkOf(row);
    },

    async markOpened(id) {
      await db.updateTable('booking_links').set({ opened_at: now }).where('id', '=', id).execute();
    },

    async markWaiting(id, since) {
      await db
        .updateTable('booking_links')
        .set({ waiting_since: since, seen_at: now })
        .where('id', '=', id)
        .execute();
    },

    async markCannotCome(id) {
      await db.updateTable('booking_links').set({ cannot_come_at: now }).where('id', '=', id).execute();
    },

    getLinked: (bookingId) => getLinked(db, bookingId),
    ...contactWrites(db, now),
  };
}

function linkOf(row: Selectable<Database['booking_links']>): BookingLink {
  return {
    id: row.id,
    bookingId: row.booking_id,
    madeAt: row.made_at,
    openedAt: row.opened_at,
    waiting:
      row.waiting_since === null || row.seen_at === null
        ? null
        : { since: row.waiting_since, seenAt: row.seen_at },
    cannotComeAt: row.cannot_come_at,
  };
}

async function getLinked(db: Kysely<Database>, bookingId: BookingId): Promise<LinkedBooking> {
  const row = await db
    .selectFrom('bookings')
    .innerJoin('clinic_sessions', 'clinic_sessions.id', 'bookings.session_id')
    .innerJoin('people', 'people.id', 'bookings.clinician_id')
    .innerJoin('organisations', 'organisations.id', 'bookings.organisation_id')
    .innerJoin('sites', 'sites.id', 'bookings.site_id')
    .selectAll('bookings')
    .select([
      'organisations.name as organisation_name',
      'people.name as clinician_name',
      'clinic_sessions.service',
      'sites.phone',
    ])
    .where('bookings.id', '=', bookingId)
    .executeTakeFirstOrThrow();
  return {
    ...bookingOf(row),
    organisationName: row.organisation_name,
    clinicianName: row.clinician_name,
    service: row.service,
    phone: row.phone,
    noteForPatient: row.details?.noteForPatient ?? null,
    timedAt: row.timed_at,
    cancelCode: row.cancel_code,
  };
}

function contactWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<BookingLinkWrites, 'findContact' | 'shareContactOf' | 'setContact' | 'dropOf'> {
  return {
    findContact: (patientId: PatientId) =>
      db
        .selectFrom('patients')
        .select(['email', 'phone'])
        .where('id', '=', patientId)
        .where('by_link', '=', true)
        .executeTakeFirst(),

    shareContactOf: (bookingId) =>
      db
        .selectFrom('patients')
        .innerJoin('bookings', 'bookings.patient_id', 'patients.id')
        .select(['patients.email', 'patients.phone'])
        .where('bookings.id', '=', bookingId)
        .where('patients.by_link', '=', true)
        .forShare('patients')
        .executeTakeFirst(),

    async setContact(patientId, { email, phone }) {
      await db.updateTable('patients').set({ email, phone }).where('id', '=', patientId).execute();
    },

    // A link is good until the day of its booking is over, as `isLinkOver` has it.
    async dropOf(patientId) {
      const { from } = timesOfNow(now);
      const rows = await db
        .selectFrom('bookings')
        .selectAll()
        .where('station_id', '=', placeAtHome(patientId))
        .where('patient_id', '=', patientId)
        .where('state', 'in', ['booked', 'running'])
        .where('starts_at', '>=', from)
        .orderBy('id')
        .forNoKeyUpdate()
        .execute();
      await sql`
        delete from booking_links where booking_id in (
          select id from bookings where patient_id = ${patientId}::uuid and starts_at >= ${from}::timestamptz
        )
      `.execute(db);
      return rows.map(bookingOf);
    },
  };
}
