import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What people must see to in clinics. A key is used once in an organisation, also by a task that is done, so that what
 * happens twice makes one task. Without a prison it is for the booking clerks of the hospital.
 */
export const clinicTasks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table clinic_tasks (
        id uuid primary key,
        organisation_id uuid not null constraint clinic_tasks_organisation_fk references organisations,
        site_id uuid,
        kind text not null constraint clinic_tasks_kind check (
          kind in ('rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up')
        ),
        key text not null,
        patient_id uuid,
        referral_id uuid constraint clinic_tasks_referral_fk references referrals,
        booking_id uuid constraint clinic_tasks_booking_fk references bookings,
        due_on date not null,
        made_at timestamptz not null,
        done_at timestamptz,
        done_by uuid constraint clinic_tasks_doer_fk references people,
        constraint clinic_tasks_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id),
        constraint clinic_tasks_patient_fk foreign key (patient_id, organisation_id)
          references patients (id, organisation_id),
        constraint clinic_tasks_key_unique unique (organisation_id, key),
        constraint clinic_tasks_done check (done_by is null or done_at is not null)
      );
      create index clinic_tasks_open on clinic_tasks (organisation_id, due_on) where done_at is null;
      create index clinic_tasks_open_of_site on clinic_tasks (site_id, due_on) where done_at is null;
      create index clinic_tasks_of_patient on clinic_tasks (patient_id);
    `.execute(db);
  },
};
