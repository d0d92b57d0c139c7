import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The place of a patient at home is a row of `stations` without a device, so that bookings and visits have their place as
// everywhere. Nobody enrols it.
const places = sql`
  alter table sites drop constraint sites_kind,
    add constraint sites_kind check (kind in ('care-home', 'prison', 'hospital-hub', 'home'));
  alter table stations
    add by_link boolean not null default false,
    add constraint stations_by_link check (
      not by_link or num_nonnulls(code_digest, code_expires_at, device_digest, enrolled_at) = 0
    );
`;

// Nobody in prison has an address here: what is sent to a patient goes to patients at home only.
const patients = sql`
  alter table patients
    add by_link boolean not null default false,
    add email text,
    add phone text,
    add constraint patients_contact check (by_link or num_nonnulls(email, phone) = 0),
    add constraint patients_by_link check (not by_link or num_nonnulls(prison_number, wing, cell) = 0);
`;

const links = sql`
  create table booking_links (
    id uuid primary key,
    booking_id uuid not null constraint booking_links_booking_fk references bookings
      constraint booking_links_one_each unique,
    digest text not null constraint booking_links_digest unique,
    made_at timestamptz not null,
    opened_at timestamptz,
    waiting_since timestamptz,
    seen_at timestamptz,
    cannot_come_at timestamptz,
    constraint booking_links_waiting check ((waiting_since is null) = (seen_at is null))
  );
`;

const guests = sql`
  alter table guests
    drop constraint guests_role,
    add constraint guests_role check (
      role in ('interpreter', 'family', 'gp', 'ambulance-crew', 'observer', 'patient')
    ),
    drop constraint guests_channel,
    add constraint guests_channel check (channel in ('shown', 'email', 'sms', 'booking'));
`;

const messages = sql`
  alter table clinic_messages
    alter person_id drop not null,
    add patient_id uuid,
    drop constraint clinic_messages_side,
    add constraint clinic_messages_side check (
      side in ('prison', 'hospital', 'clinician', 'administrator', 'patient')
    ),
    add constraint clinic_messages_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id),
    add constraint clinic_messages_to_one check (
      num_nonnulls(person_id, patient_id) = 1 and (side = 'patient') = (patient_id is not null)
    ),
    add constraint clinic_messages_once_to_patient unique (patient_id, key);
`;

const tasks = sql`
  alter table clinic_tasks drop constraint clinic_tasks_kind,
    add constraint clinic_tasks_kind check (kind in (
      'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'cannot-come'
    ));
`;

/** Patients at home, who join by a link (ADR 31). */
export const byLink: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [places, patients, links, guests, messages, tasks];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
