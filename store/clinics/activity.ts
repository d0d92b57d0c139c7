import { type Kysely, sql } from 'kysely';
import type { CountedBooking } from '../../domain/clinics/activity.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import { rotaTimeZone } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';

/** Every booking of a time that was booked, whatever became of it; nothing of whose it was. */
export async function listActivity(
  db: Kysely<Database>,
  organisationId: OrganisationId,
  { from, until }: { from: Date; until: Date },
): Promise<CountedBooking[]> {
  const { rows } = await sql<CountedBooking>`
    select b.clinician_id as "clinicianId", p.name as "clinicianName", cs.service,
      to_char(b.starts_at at time zone ${sql.lit(rotaTimeZone)}, 'YYYY-MM') as month,
      b.state, b.starts_at as "startsAt", b.cancel_code as "cancelCode",
      o.attendance, o.cause as "dnaCause", b.details ->> 'otherwise' as otherwise,
      (select min(started_at) from visits v where v.booking_id = b.id) as "startedAt",
      (select began_at from booking_parts bp where bp.booking_id = b.id and bp.part = 'main') as "patientInAt"
    from bookings b
      join people p on p.id = b.clinician_id
      join clinic_sessions cs on cs.id = b.session_id
      left join lateral (
        select attendance, cause from booking_outcomes where booking_id = b.id order by number desc limit 1
      ) o on true
    where b.organisation_id = ${organisationId}::uuid and b.state in ('booked', 'running', 'done', 'cancelled')
      and b.starts_at >= ${from}::timestamptz and b.starts_at < ${until}::timestamptz
    order by b.starts_at, b.id
  `.execute(db);
  return rows;
}
