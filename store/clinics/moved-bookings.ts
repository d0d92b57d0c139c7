import { type Kysely, sql } from 'kysely';
import type { PersonMoveWrites } from '../../domain/clinics/person-move-port.ts';
import type { PatientId, ReferralId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';
import { bookingOf } from './rows.ts';
import { lockAround } from './stopped-bookings.ts';

async function openReferrals(db: Kysely<Database>, patientIds: readonly PatientId[]): Promise<ReferralId[]> {
  const { rows } = await sql<{ id: ReferralId }>`
    select id from referrals where patient_id = any (${[...patientIds]}::uuid[]) and state <> 'closed'
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** The bookings that end, or have ended, because their patient is gone. */
export function movedBookingWrites(
  db: Kysely<Database>,
): Pick<PersonMoveWrites, 'lockMovedBookings' | 'setCancelCode'> {
  const select = (patientIds: readonly PatientId[]) =>
    db
      .selectFrom('bookings')
      .where(sql<boolean>`patient_id = any (${[...patientIds]}::uuid[])`)
      .where(
        sql<boolean>`(
          state in ('held', 'booked') or (
            state = 'cancelled' and cancelled_by is null and cancel_code in ('transferred', 'released')
          )
        )`,
      );
  return {
    async lockMovedBookings(...patientIds) {
      // Whoever books at these prisons has finished before the bookings are read, and whoever comes after it is refused.
      await sql`
        select from prison_days where site_id in (
          select site_id from bookings where patient_id = any (${patientIds}::uuid[])
          union select site_id from patients where id = any (${patientIds}::uuid[])
        ) order by site_id for no key update
      `.execute(db);
      await lockAround(
        db,
        await select(patientIds).select(['session_id', 'referral_id']).execute(),
        // In a care home or at home there is no prison to lock: whoever books there has the referral.
        await openReferrals(db, patientIds),
      );
      const rows = await select(patientIds)
        .selectAll()
        .orderBy('begins_at')
        .orderBy('id')
        .forNoKeyUpdate()
        .execute();
      return rows.map((row) => ({
        booking: bookingOf(row),
        createdAt: row.created_at,
        cancelCode: row.cancel_code,
      }));
    },

    async setCancelCode(bookingId, code) {
      await db
        .updateTable('bookings')
        .set((row) => ({ cancel_code: code, version: row('version', '+', 1) }))
        .where('id', '=', bookingId)
        .where('state', '=', 'cancelled')
        .execute();
    },
  };
}
