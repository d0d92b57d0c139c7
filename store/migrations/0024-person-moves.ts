import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The secret is the key of an HMAC, and is needed as it is: see ADR 27.
const feeds = sql`
  create table prison_feeds (
    id uuid primary key,
    organisation_id uuid not null constraint prison_feeds_organisation_fk references organisations,
    name text not null,
    secret text not null,
    made_by uuid not null constraint prison_feeds_maker_fk references people,
    made_at timestamptz not null,
    heard_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid constraint prison_feeds_revoker_fk references people,
    constraint prison_feeds_revoked check (num_nulls(revoked_at, revoked_by) in (0, 2))
  );
  create index prison_feeds_of_organisation on prison_feeds (organisation_id);
`;

// Without a patient it is of somebody who is nobody's patient, and is soon forgotten.
const moves = sql`
  create table person_moves (
    organisation_id uuid constraint person_moves_organisation_fk references organisations,
    id uuid,
    kind text not null constraint person_moves_kind check (kind in (
      'added', 'expected', 'received', 'transferred', 'temporarily-out', 'returned', 'released', 'merged'
    )),
    happened_at timestamptz not null,
    told_at timestamptz not null,
    prison_number text constraint person_moves_number check (prison_number ~ '^[A-Z][0-9]{4}[A-Z]{2}$'),
    merged_into text constraint person_moves_merged_into check (merged_into ~ '^[A-Z][0-9]{4}[A-Z]{2}$'),
    site_id uuid,
    patient_id uuid,
    feed_id uuid constraint person_moves_feed_fk references prison_feeds,
    made_by uuid constraint person_moves_maker_fk references people,
    primary key (organisation_id, id),
    constraint person_moves_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id),
    constraint person_moves_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id),
    constraint person_moves_merge check ((kind = 'merged') = (merged_into is not null)),
    constraint person_moves_whose check (num_nonnulls(patient_id, prison_number) > 0)
  );
  create index person_moves_of_patient on person_moves (patient_id, happened_at);
  create index person_moves_of_number on person_moves (organisation_id, prison_number);
  create index person_moves_merged on person_moves (organisation_id, merged_into) where kind = 'merged';
  create index person_moves_of_strangers on person_moves (told_at) where patient_id is null;
`;

// What staff said when they added a patient is the first that is known of where they are.
const patients = sql`
  alter table patients
    add standing text not null default 'here' constraint patients_standing check (
      standing in ('here', 'expected', 'out', 'moving', 'released')
    ),
    add merged_into uuid constraint patients_merged_into_fk references patients,
    add constraint patients_merged check (merged_into is null or num_nonnulls(prison_number, nhs_number) = 0);

  insert into person_moves (organisation_id, id, kind, happened_at, told_at, prison_number, site_id, patient_id)
  select organisation_id, id, 'added', created_at, created_at, prison_number, site_id, id from patients;
`;

// A move cancels a booking by itself. The referrals of two records of one person become those of one, and their bookings
// with them.
const bookings = sql`
  alter table bookings
    drop constraint bookings_cancel_code,
    add constraint bookings_cancel_code check (cancel_code in (
      'patient-declined', 'patient-unwell', 'patient-at-court', 'transferred', 'released', 'not-needed', 'lockdown',
      'no-officer', 'other-prison', 'clinician-away', 'no-interpreter', 'session-cancelled', 'other-hospital',
      'no-connection', 'booked-by-mistake'
    )),
    drop constraint bookings_life,
    add constraint bookings_life check (
      (state <> 'held' or num_nulls(held_by, held_until) = 0)
      and num_nonnulls(cancel_code, cancelled_at) = case state when 'cancelled' then 2 else 0 end
      and (num_nonnulls(cancel_text, cancelled_by) = 0 or state = 'cancelled')
      and (
        state <> 'cancelled' or cancelled_by is not null
        or cancel_code in ('transferred', 'released', 'booked-by-mistake')
      )
    ),
    drop constraint bookings_referral_fk,
    add constraint bookings_referral_fk foreign key (referral_id, patient_id, organisation_id)
      references referrals (id, patient_id, organisation_id) on update cascade;
  create index bookings_of_patient on bookings (patient_id);
`;

/** Where people in prison are, as the prison's own system tells it, in any order and any number of times (ADR 27). */
export const personMoves: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [feeds, moves, patients, bookings];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
