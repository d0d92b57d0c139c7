import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const places = sql`
  create table organisations (
    id uuid primary key,
    name text not null,
    created_at timestamptz not null
  );

  create table sites (
    id uuid primary key,
    organisation_id uuid not null constraint sites_organisation_fk references organisations,
    name text not null,
    kind text not null constraint sites_kind check (kind in ('care-home', 'prison', 'hospital-hub')),
    phone text,
    constraint sites_of_organisation unique (id, organisation_id)
  );
  create index sites_organisation on sites (organisation_id);

  create table stations (
    id uuid primary key,
    site_id uuid not null,
    organisation_id uuid not null,
    name text not null,
    code_digest text,
    code_expires_at timestamptz,
    device_digest text,
    enrolled_at timestamptz,
    revoked_at timestamptz,
    last_seen_at timestamptz,
    constraint stations_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id),
    constraint stations_of_site unique (id, site_id, organisation_id),
    constraint stations_code check ((code_digest is null) = (code_expires_at is null)),
    constraint stations_device check (device_digest is null or enrolled_at is not null),
    constraint stations_revoked check (revoked_at is null or (code_digest is null and device_digest is null))
  ) with (fillfactor = 80);
  create index stations_site on stations (site_id);
  create unique index stations_code_unique on stations (code_digest) where code_digest is not null;
  create unique index stations_device_unique on stations (device_digest) where device_digest is not null;
`;

const people = sql`
  create table people (
    id uuid primary key,
    organisation_id uuid not null constraint people_organisation_fk references organisations,
    name text not null,
    email text not null,
    roles text[] not null constraint people_roles check (
      cardinality(roles) > 0 and roles <@ array['platform-administrator', 'administrator', 'clinician']
    ),
    password_hash text not null,
    must_change_password boolean not null,
    disabled_at timestamptz
  );
  create unique index people_email_unique on people (lower(email));
  create index people_organisation on people (organisation_id);

  create table families (
    id uuid primary key,
    person_id uuid not null constraint families_person_fk references people,
    expires_at timestamptz not null,
    revoked_at timestamptz
  );
  create index families_open_of_person on families (person_id) where revoked_at is null;

  create table refresh_tokens (
    digest text primary key,
    family_id uuid not null constraint refresh_tokens_family_fk references families,
    expires_at timestamptz not null,
    spent_at timestamptz
  );
  create unique index refresh_tokens_one_current_per_family on refresh_tokens (family_id) where spent_at is null;
`;

// The foreign keys to offers and visits are checked at commit, because they and the call point at each other.
const calls = sql`
  create table calls (
    id uuid primary key,
    organisation_id uuid not null,
    site_id uuid not null,
    station_id uuid not null,
    room_id uuid not null constraint calls_room_unique unique,
    acuity text not null constraint calls_acuity check (acuity in ('immediate', 'urgent', 'soon')),
    acuity_rank smallint not null generated always as (
      case acuity when 'immediate' then 1 when 'urgent' then 2 else 3 end
    ) stored,
    staff_name text,
    patient_name text,
    date_of_birth text,
    nhs_number text,
    concern text,
    placed_at timestamptz not null,
    phase text not null,
    since timestamptz not null,
    offer_id uuid,
    clinician_id uuid constraint calls_clinician_fk references people,
    deadline timestamptz,
    visit_id uuid,
    end_reason text constraint calls_end_reason check (end_reason in ('completed', 'cancelled', 'station-revoked')),
    constraint calls_station_fk foreign key (station_id, site_id, organisation_id)
      references stations (id, site_id, organisation_id),
    constraint calls_phase check (phase in ('waiting', 'ringing', 'active', 'ended')),
    constraint calls_life check (case phase
      when 'waiting' then num_nonnulls(offer_id, clinician_id, deadline, visit_id, end_reason) = 0
      when 'ringing' then num_nulls(offer_id, clinician_id, deadline) = 0 and num_nonnulls(visit_id, end_reason) = 0
      when 'active' then num_nulls(clinician_id, visit_id) = 0 and num_nonnulls(offer_id, deadline, end_reason) = 0
      when 'ended' then end_reason is not null and num_nonnulls(offer_id, clinician_id, deadline) = 0
    end)
  ) with (fillfactor = 80);
  create unique index calls_one_open_per_station on calls (station_id) where phase <> 'ended';
  create index calls_queue on calls (organisation_id, acuity_rank, placed_at, id)
    where phase in ('waiting', 'ringing');
  create index calls_ended_of_station on calls (station_id, since) where phase = 'ended';
`;

const offers = sql`
  create table offers (
    id uuid primary key,
    call_id uuid not null constraint offers_call_fk references calls,
    clinician_id uuid not null constraint offers_clinician_fk references people,
    state text not null,
    reason text,
    rang_at timestamptz not null,
    deadline timestamptz not null,
    settled_at timestamptz,
    released_at timestamptz,
    constraint offers_state check (state in ('ringing', 'accepted', 'declined', 'missed', 'withdrawn')),
    constraint offers_life check (case state
      when 'ringing' then settled_at is null and released_at is null
      when 'accepted' then settled_at is not null
      else settled_at is not null and released_at is not null
    end)
  );
  create unique index offers_one_ringing_per_call on offers (call_id) where state = 'ringing';
  create unique index offers_one_open_per_clinician on offers (clinician_id) where released_at is null;
  create index offers_of_call on offers (call_id, settled_at);
  alter table calls add constraint calls_offer_fk foreign key (offer_id) references offers
    deferrable initially deferred;
`;

const visits = sql`
  create table visits (
    id uuid primary key,
    offer_id uuid not null constraint visits_one_per_offer unique constraint visits_offer_fk references offers,
    call_id uuid not null constraint visits_call_fk references calls,
    clinician_id uuid not null constraint visits_clinician_fk references people,
    started_at timestamptz not null,
    ended_at timestamptz,
    end_reason text constraint visits_end_reason check (
      end_reason in ('station-hung-up', 'clinician-hung-up', 'station-revoked', 'clinician-removed')
    ),
    outcome_recorded_at timestamptz,
    constraint visits_life check ((ended_at is null) = (end_reason is null))
  );
  create unique index visits_one_open_per_call on visits (call_id) where ended_at is null;
  create index visits_missing_outcome on visits (clinician_id, ended_at)
    where ended_at is not null and outcome_recorded_at is null;
  alter table calls add constraint calls_visit_fk foreign key (visit_id) references visits
    deferrable initially deferred;

  create table outcomes (
    visit_id uuid constraint outcomes_one_per_visit primary key constraint outcomes_visit_fk references visits,
    disposition text not null constraint outcomes_disposition check (disposition in (
      'home-with-advice', 'monitor-and-call-back', 'gp-today', 'gp-routine', 'community-nurse', 'pharmacy',
      'nhs-111', 'emergency-999', 'transfer-to-hospital', 'palliative-care', 'mental-health-team',
      'no-clinical-need', 'technical-failure'
    )),
    advice text,
    note text,
    recorded_by uuid not null constraint outcomes_person_fk references people,
    recorded_at timestamptz not null
  );
`;

const duties = sql`
  create table duties (
    clinician_id uuid primary key constraint duties_clinician_fk references people,
    on_call boolean not null,
    paused text constraint duties_paused check (paused in ('break', 'handover', 'other-work', 'technical-problem')),
    since timestamptz not null,
    idle_since timestamptz not null,
    wrap_up_visit_id uuid constraint duties_visit_fk references visits,
    wrap_up_until timestamptz,
    seen_at timestamptz,
    constraint duties_on_call check (on_call or paused is null),
    constraint duties_wrap_up check ((wrap_up_visit_id is null) = (wrap_up_until is null))
  ) with (fillfactor = 60);
  create unique index duties_wrap_up_unique on duties (wrap_up_visit_id) where wrap_up_visit_id is not null;

  create table audiences (
    kind text not null constraint audiences_kind check (kind in ('station', 'clinician')),
    id uuid not null,
    seq integer not null constraint audiences_seq check (seq > 0),
    primary key (kind, id)
  ) with (fillfactor = 60);
`;

// No foreign keys: a line must be writable whatever has become of the things it names. "Always" keeps the triggers
// on for replication roles too, which otherwise skip them.
const audit = sql`
  create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    organisation_id uuid,
    actor_kind text not null constraint audit_actor_kind check (actor_kind in ('station', 'person', 'system')),
    actor_id uuid,
    action text not null,
    subject_kind text not null,
    subject_id text,
    detail jsonb not null constraint audit_detail check (jsonb_typeof(detail) = 'object'),
    constraint audit_actor check ((actor_kind = 'system') = (actor_id is null))
  );
  create index audit_of_organisation on audit (organisation_id, id);

  create function audit_refuse_change() returns trigger language plpgsql as $refuse$
  begin
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
  end
  $refuse$;
  create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function audit_refuse_change();
  alter table audit enable always trigger audit_append_only;
`;

/** Everything that urgent calls need, from organisations to the audit trail. */
export const urgentCalls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [places, people, calls, offers, visits, duties, audit];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
