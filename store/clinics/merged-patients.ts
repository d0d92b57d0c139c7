import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { PersonMoveWrites } from '../../domain/clinics/person-move-port.ts';
import type { BookingId, PatientId } from '../../domain/ids.ts';
import { keepPatients } from '../record/patient-writes.ts';
import type { Database } from '../schema.ts';
import { kindNumbers } from './reservations.ts';

/** Two records of one person become one. */
export function mergingWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PersonMoveWrites, 'listDoubled' | 'moveEverything'> {
  return {
    async listDoubled(from, into) {
      const { rows } = await sql<{ id: BookingId }>`
        select b.id from bookings b
        where b.patient_id = ${from}::uuid and exists (
          select from reservations r where r.booking_id = b.id and ${isDoubled(from, into)}
        )
        order by b.begins_at, b.id
      `.execute(db);
      return rows.map(({ id }) => id);
    },

    async moveEverything(from, into) {
      for (const step of steps(from, into)) await step.execute(db);
      await keepPatients(db, [from, into], { now, numberIsNew: false });
    },
  };
}

/** Whether a row `r` of `reservations` takes `from` at a time at which another takes `into`. */
function isDoubled(from: PatientId, into: PatientId): RawBuilder<boolean> {
  return sql<boolean>`(
    r.kind = ${kindNumbers.patient} and r.resource_id = ${from}::uuid and r.active and exists (
      select from reservations k
      where k.kind = r.kind and k.resource_id = ${into}::uuid and k.active and k.during && r.during
    )
  )`;
}

function steps(from: PatientId, into: PatientId): RawBuilder<unknown>[] {
  return [
    // Whoever writes into the record of either has ended, or reads the number that remains.
    sql`
      select from record_resources where type = 'Patient' and patient_id in (${from}::uuid, ${into}::uuid)
      order by pk for update
    `,
    // What has begun under both numbers is there; the time of the person is taken once.
    sql`update reservations r set active = false where ${isDoubled(from, into)}`,
    sql`
      update reservations set resource_id = ${into}::uuid
      where kind = ${kindNumbers.patient} and resource_id = ${from}::uuid
    `,
    // Their bookings follow by the foreign key.
    sql`update referrals set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update person_events set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update person_moves set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update calls set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update record_grants set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update observation_sets set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update sbards set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update sbard_answers set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update gp_letters set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    // What their record refers to is left as it was written; whose it is, is not. Both ids find all of it (ADR 46).
    sql`update record_resources set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update clinic_tasks set patient_id = ${into}::uuid where patient_id = ${from}::uuid`,
    sql`update clinic_tasks set other_patient_id = ${into}::uuid where other_patient_id = ${from}::uuid`,
    sql`
      with gone as (
        update patients p set merged_into = ${into}::uuid, prison_number = null, nhs_number = null
        from patients before where p.id = ${from}::uuid and before.id = p.id
        returning before.nhs_number, before.security_marks, before.site_id, before.wing, before.cell,
          before.marks_confirmed
      )
      update patients set nhs_number = coalesce(patients.nhs_number, gone.nhs_number),
        security_marks = array(
          select distinct mark from unnest(patients.security_marks || gone.security_marks) mark order by mark
        ),
        marks_confirmed = patients.marks_confirmed and (
          gone.security_marks <@ patients.security_marks
          or (patients.site_id = gone.site_id and gone.marks_confirmed)
        ),
        wing = case when patients.wing is null and patients.site_id = gone.site_id then gone.wing else patients.wing end,
        cell = case when patients.wing is null and patients.site_id = gone.site_id then gone.cell else patients.cell end
      from gone where patients.id = ${into}::uuid
    `,
  ];
}
