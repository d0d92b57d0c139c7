import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const roles = sql`
  alter table people drop constraint people_roles,
    add constraint people_roles check (
      cardinality(roles) > 0
      and roles <@ array[
        'platform-administrator', 'administrator', 'manager', 'clinician', 'booker', 'prison-healthcare'
      ]
    );
`;

const prisons = sql`
  create table person_sites (
    person_id uuid constraint person_sites_person_fk references people,
    site_id uuid constraint person_sites_site_fk references sites,
    primary key (person_id, site_id)
  );

  create table prison_days (
    site_id uuid primary key,
    organisation_id uuid not null,
    lead_minutes smallint not null constraint prison_days_lead check (lead_minutes >= 0),
    move_back_minutes smallint not null constraint prison_days_move_back check (move_back_minutes >= 0),
    escort_places smallint constraint prison_days_escort check (escort_places >= 0),
    regime jsonb not null constraint prison_days_regime check (jsonb_typeof(regime) = 'array'),
    constraint prison_days_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id)
  );

  create table clinic_stations (
    station_id uuid primary key,
    site_id uuid not null constraint clinic_stations_prison_fk references prison_days,
    organisation_id uuid not null,
    constraint clinic_stations_station_fk foreign key (station_id, site_id, organisation_id)
      references stations (id, site_id, organisation_id)
  );
  create index clinic_stations_of_site on clinic_stations (site_id);
`;

const patients = sql`
  create table patients (
    id uuid primary key,
    organisation_id uuid not null,
    site_id uuid not null,
    name text not null,
    date_of_birth date not null,
    nhs_number text constraint patients_nhs_number check (nhs_number ~ '^[0-9]{10}$'),
    prison_number text constraint patients_prison_number check (prison_number ~ '^[A-Z][0-9]{4}[A-Z]{2}$'),
    created_at timestamptz not null,
    constraint patients_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id),
    constraint patients_of_organisation unique (id, organisation_id),
    constraint patients_prison_number_unique unique (organisation_id, prison_number),
    constraint patients_nhs_number_unique unique (organisation_id, nhs_number)
  );
  create index patients_of_site on patients (site_id, name);

  create table referrals (
    id uuid primary key,
    organisation_id uuid not null,
    patient_id uuid not null,
    service text not null,
    priority text not null constraint referrals_priority check (priority in ('two-week-wait', 'urgent', 'routine')),
    clock_start date not null,
    state text not null constraint referrals_state check (state in ('waiting', 'booked', 'to-rebook', 'closed')),
    created_at timestamptz not null,
    constraint referrals_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id),
    constraint referrals_of_patient unique (id, patient_id, organisation_id)
  );
  create index referrals_by_patient on referrals (patient_id);
  create index referrals_waiting on referrals (organisation_id) where state in ('waiting', 'to-rebook');
`;

// A day of the clinic is at most one of the calendar, and the longest of those has 25 hours.
const clinics = sql`
  create table clinic_templates (
    id uuid primary key,
    organisation_id uuid not null constraint clinic_templates_organisation_fk references organisations,
    service text not null,
    clinician_id uuid not null constraint clinic_templates_clinician_fk references people,
    weekday smallint not null constraint clinic_templates_weekday check (weekday between 1 and 7),
    every_weeks smallint not null constraint clinic_templates_every check (every_weeks > 0),
    starts_at_clock text not null,
    ends_at_clock text not null,
    pre_minutes smallint not null,
    main_minutes smallint not null,
    debrief_minutes smallint not null,
    capacity smallint not null constraint clinic_templates_capacity check (capacity > 0),
    valid_from date not null,
    valid_to date,
    constraint clinic_templates_clock check (
      starts_at_clock ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and ends_at_clock ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
    ),
    constraint clinic_templates_lengths check (pre_minutes >= 0 and main_minutes > 0 and debrief_minutes >= 0),
    constraint clinic_templates_valid check (valid_to >= valid_from),
    constraint clinic_templates_of_organisation unique (id, organisation_id)
  );
  create index clinic_templates_by_organisation on clinic_templates (organisation_id);

  create table clinic_sessions (
    id uuid primary key,
    organisation_id uuid not null constraint clinic_sessions_organisation_fk references organisations,
    template_id uuid,
    service text not null,
    clinician_id uuid not null constraint clinic_sessions_clinician_fk references people,
    date date not null,
    starts_at_clock text not null,
    ends_at_clock text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    pre_minutes smallint not null,
    main_minutes smallint not null,
    debrief_minutes smallint not null,
    capacity smallint not null constraint clinic_sessions_capacity check (capacity > 0),
    state text not null constraint clinic_sessions_state check (state in ('planned', 'open', 'cancelled')),
    constraint clinic_sessions_template_fk foreign key (template_id, organisation_id)
      references clinic_templates (id, organisation_id),
    constraint clinic_sessions_clock check (
      starts_at_clock ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and ends_at_clock ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
    ),
    constraint clinic_sessions_lengths check (pre_minutes >= 0 and main_minutes > 0 and debrief_minutes >= 0),
    constraint clinic_sessions_times check (
      ends_at > starts_at and ends_at <= starts_at + interval '25 hours'
    ),
    constraint clinic_sessions_one_a_day unique (template_id, date),
    constraint clinic_sessions_of_clinician unique (id, clinician_id, organisation_id)
  );
  create index clinic_sessions_by_organisation on clinic_sessions (organisation_id, starts_at);
`;

const bookings = sql`
  create table bookings (
    id uuid primary key,
    request_id uuid not null constraint bookings_request_unique unique,
    organisation_id uuid not null,
    referral_id uuid not null,
    patient_id uuid not null,
    session_id uuid not null,
    site_id uuid not null,
    station_id uuid not null,
    clinician_id uuid not null,
    begins_at timestamptz not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null constraint bookings_state check (state in ('held', 'booked', 'cancelled', 'lapsed')),
    version integer not null constraint bookings_version check (version > 0),
    held_by uuid constraint bookings_holder_fk references people,
    held_until timestamptz,
    booked_by uuid constraint bookings_booker_fk references people,
    details jsonb constraint bookings_details check (jsonb_typeof(details) = 'object'),
    cancel_code text constraint bookings_cancel_code check (cancel_code in (
      'patient-declined', 'patient-unwell', 'patient-at-court', 'not-needed', 'lockdown', 'no-officer',
      'other-prison', 'clinician-away', 'no-interpreter', 'session-cancelled', 'other-hospital', 'no-connection',
      'booked-by-mistake'
    )),
    cancel_text text,
    cancelled_at timestamptz,
    cancelled_by uuid constraint bookings_canceller_fk references people,
    created_at timestamptz not null,
    constraint bookings_referral_fk foreign key (referral_id, patient_id, organisation_id)
      references referrals (id, patient_id, organisation_id),
    constraint bookings_session_fk foreign key (session_id, clinician_id, organisation_id)
      references clinic_sessions (id, clinician_id, organisation_id),
    constraint bookings_station_fk foreign key (station_id, site_id, organisation_id)
      references stations (id, site_id, organisation_id),
    constraint bookings_times check (begins_at <= starts_at and starts_at < ends_at),
    constraint bookings_life check (
      (state <> 'held' or num_nulls(held_by, held_until) = 0)
      and num_nonnulls(cancel_code, cancelled_at, cancelled_by) = case state when 'cancelled' then 3 else 0 end
      and (cancel_text is null or state = 'cancelled')
    )
  ) with (fillfactor = 80);
  create unique index bookings_one_open_per_referral on bookings (referral_id) where state in ('held', 'booked');
  create index bookings_of_session on bookings (session_id, begins_at);
  create index bookings_of_site on bookings (site_id, begins_at);
  create index bookings_of_organisation on bookings (organisation_id, begins_at);
  create index bookings_of_clinician on bookings (clinician_id, begins_at);
  create index bookings_held on bookings (held_until) where state = 'held';
`;

// The id stands first, because a page of a GiST index is divided by its first column: then the rows of one resource lie
// together, and in the order of their time. With the kind or the seat first they would lie anywhere.
const reservations = sql`
  create extension if not exists btree_gist;

  create table reservations (
    booking_id uuid constraint reservations_booking_fk references bookings,
    place smallint,
    kind smallint not null constraint reservations_kind check (kind between 1 and 4),
    resource_id uuid not null,
    seat smallint not null constraint reservations_seat check (seat >= 0),
    during tstzrange not null constraint reservations_during check (
      not isempty(during) and lower_inc(during) and not upper_inc(during)
      and not lower_inf(during) and not upper_inf(during)
    ),
    active boolean not null,
    primary key (booking_id, place),
    constraint reservations_one_at_a_time exclude using gist (
      resource_id with =, during with &&, kind with =, seat with =
    ) where (active)
  );
`;

/**
 * Booked clinics: when they are held, who waits for one, and who has which time. That nobody and nothing is booked twice for
 * one time is the exclusion constraint's doing, see ADR 25.
 */
export const clinicsAndBookings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [roles, prisons, patients, clinics, bookings, reservations];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
