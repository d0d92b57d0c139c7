import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { defaultQueueSettings } from '../../domain/queues/queue.ts';

const queues = sql`
  create table queues (
    id uuid primary key,
    organisation_id uuid not null constraint queues_organisation_fk references organisations,
    name text not null,
    settings jsonb not null constraint queues_settings check (jsonb_typeof(settings) = 'object'),
    created_at timestamptz not null,
    constraint queues_of_organisation unique (id, organisation_id)
  );
  create unique index queues_name_unique on queues (organisation_id, lower(name));
`;

// Every organisation that is there already gets the queue that a new one starts with.
const firstQueues = sql`
  insert into queues (id, organisation_id, name, settings, created_at)
  select gen_random_uuid(), id, 'Urgent calls', ${JSON.stringify(defaultQueueSettings)}::text::jsonb, created_at
  from organisations
`;

const places = sql`
  alter table sites add queue_id uuid;
  update sites set queue_id = queues.id from queues where queues.organisation_id = sites.organisation_id;
  alter table sites alter queue_id set not null,
    add constraint sites_queue_fk foreign key (queue_id, organisation_id) references queues (id, organisation_id);

  alter table people drop constraint people_roles,
    add constraint people_roles check (
      cardinality(roles) > 0
      and roles <@ array['platform-administrator', 'administrator', 'manager', 'clinician']
    ),
    add skills text[] not null default '{}',
    add phone text;
`;

// The offers that ring stand in the call's row again, so that holding the row is knowing all of them.
const calls = sql`
  alter table calls drop constraint calls_life, drop constraint calls_end_reason, drop constraint calls_offer_fk;
  drop index calls_queue;
  alter table calls
    add queue_id uuid,
    add required_skills text[] not null default '{}',
    add wanted_skills text[] not null default '{}',
    add preferred_clinician_id uuid constraint calls_preferred_fk references people,
    add order_at timestamptz,
    add queued_at timestamptz,
    add acuity_since timestamptz,
    add ring_all boolean not null default false,
    add ringing jsonb,
    add ladder_round smallint not null default 1,
    add ladder_step smallint not null default 0,
    add advice_told_at timestamptz,
    add advice_acknowledged_at timestamptz,
    add station_seen_at timestamptz,
    add hub_message text,
    add hub_message_by uuid constraint calls_hub_message_fk references people,
    add hub_message_at timestamptz,
    add passed_on_note text;
  update calls set
    queue_id = sites.queue_id,
    order_at = placed_at - case acuity
      when 'immediate' then interval '4 hours' when 'urgent' then interval '20 minutes' else interval '0' end,
    queued_at = placed_at, acuity_since = placed_at, station_seen_at = since,
    ringing = case when phase = 'ringing' then
      jsonb_build_array(jsonb_build_object(
        'offerId', offer_id, 'clinicianId', clinician_id, 'deadline', deadline, 'place', 1
      ))
    end,
    clinician_id = case when phase = 'ringing' then null else clinician_id end
  from sites where sites.id = calls.site_id;
  alter table calls
    drop offer_id, drop deadline, drop acuity_rank,
    alter queue_id set not null, alter order_at set not null, alter queued_at set not null,
    alter acuity_since set not null, alter station_seen_at set not null,
    add constraint calls_queue_fk foreign key (queue_id, organisation_id) references queues (id, organisation_id),
    add constraint calls_end_reason check (
      end_reason in ('completed', 'cancelled', 'station-revoked', 'dropped')
    ),
    add constraint calls_hub_message check (
      num_nonnulls(hub_message, hub_message_by, hub_message_at) in (0, 3)
    ),
    add constraint calls_life check (case phase
      when 'waiting' then num_nonnulls(ringing, clinician_id, visit_id, end_reason) = 0
      when 'ringing' then coalesce(jsonb_array_length(ringing), 0) > 0
        and num_nonnulls(clinician_id, visit_id, end_reason) = 0
      when 'active' then num_nulls(clinician_id, visit_id) = 0 and num_nonnulls(ringing, end_reason) = 0
      when 'ended' then end_reason is not null and num_nonnulls(ringing, clinician_id) = 0
    end);
  create index calls_queue_order on calls (organisation_id, order_at, id) where phase in ('waiting', 'ringing');
  create index calls_history on calls (organisation_id, placed_at);
  create index calls_of_patient on calls (organisation_id, nhs_number) where nhs_number is not null;
`;

const offers = sql`
  drop index offers_one_ringing_per_call;
  alter table offers
    add kind text not null default 'call' constraint offers_kind check (kind in ('call', 'transfer', 'consult')),
    add place smallint not null default 1 constraint offers_place check (place > 0),
    add visit_id uuid constraint offers_visit_fk references visits,
    add heard_at timestamptz,
    add constraint offers_invitation check ((kind = 'call') = (visit_id is null));
  create unique index offers_one_ringing_per_place on offers (call_id, place) where state = 'ringing';
  create index offers_ringing on offers (deadline) where state = 'ringing';
  create index offers_of_clinician on offers (clinician_id, rang_at);
  create index visits_of_call on visits (call_id, started_at);

  alter table visits drop constraint visits_end_reason,
    add constraint visits_end_reason check (end_reason in (
      'station-hung-up', 'clinician-hung-up', 'station-revoked', 'clinician-removed', 'clinician-lost',
      'passed-on', 'station-lost'
    ));
  create index visits_started on visits (started_at);
  alter table outcomes drop constraint outcomes_disposition,
    add constraint outcomes_disposition check (disposition in (
      'home-with-advice', 'monitor-and-call-back', 'gp-today', 'gp-routine', 'community-nurse', 'pharmacy',
      'nhs-111', 'emergency-999', 'transfer-to-hospital', 'palliative-care', 'mental-health-team',
      'no-clinical-need', 'technical-failure', 'passed-on'
    ));
`;

const rota = sql`
  alter table duties drop constraint duties_paused,
    add constraint duties_paused check (
      paused in ('break', 'handover', 'other-work', 'technical-problem', 'missed-a-call')
    ),
    add outside_shift_reason text,
    add unreachable_since timestamptz,
    add gone_at timestamptz;

  create table shifts (
    id uuid primary key,
    organisation_id uuid not null constraint shifts_organisation_fk references organisations,
    clinician_id uuid not null constraint shifts_clinician_fk references people,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    queue_ids uuid[] not null constraint shifts_queues check (cardinality(queue_ids) > 0),
    tier smallint not null constraint shifts_tier check (tier in (1, 2)),
    constraint shifts_length check (ends_at > starts_at and ends_at <= starts_at + interval '25 hours')
  );
  create index shifts_of_organisation on shifts (organisation_id, starts_at);
  create index shifts_of_clinician on shifts (clinician_id, starts_at);
`;

const escalation = sql`
  create table escalation_steps (
    id uuid primary key,
    call_id uuid not null constraint escalation_steps_call_fk references calls,
    round smallint not null,
    step smallint not null,
    action text not null constraint escalation_steps_action check (
      action in ('ring-all', 'push', 'second-tier', 'duty-manager', 'tell-station')
    ),
    taken_at timestamptz not null,
    result text not null constraint escalation_steps_result check (
      result in ('pending', 'delivered', 'failed', 'acknowledged')
    ),
    settled_at timestamptz,
    constraint escalation_steps_once unique (call_id, round, step),
    constraint escalation_steps_settled check ((result = 'pending') = (settled_at is null))
  );
  create index escalation_steps_failed on escalation_steps (call_id, round, step) where result = 'failed';

  create table notices (
    id uuid primary key,
    organisation_id uuid not null constraint notices_organisation_fk references organisations,
    kind text not null constraint notices_kind check (kind in ('missed-twice', 'cover-gap', 'nobody-on-call')),
    key text not null,
    detail jsonb not null,
    raised_at timestamptz not null,
    acknowledged_by uuid constraint notices_person_fk references people,
    acknowledged_at timestamptz,
    constraint notices_once unique (organisation_id, key),
    constraint notices_acknowledged check ((acknowledged_by is null) = (acknowledged_at is null))
  );
  create index notices_open on notices (organisation_id, raised_at) where acknowledged_at is null;

  create table deliveries (
    id uuid primary key,
    organisation_id uuid not null constraint deliveries_organisation_fk references organisations,
    step_id uuid constraint deliveries_step_fk references escalation_steps,
    notice_id uuid constraint deliveries_notice_fk references notices,
    call_back_id uuid,
    person_id uuid constraint deliveries_person_fk references people,
    channel text not null constraint deliveries_channel check (
      channel in ('push', 'email', 'sms', 'voice', 'webhook')
    ),
    state text not null constraint deliveries_state check (
      state in ('pending', 'delivered', 'failed', 'acknowledged')
    ),
    attempts smallint not null default 0,
    error text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    due_at timestamptz not null,
    constraint deliveries_why check (num_nonnulls(step_id, notice_id, call_back_id) = 1)
  );
  create index deliveries_pending on deliveries (due_at) where state = 'pending';
  create index deliveries_of_step on deliveries (step_id) where step_id is not null;

  create table push_subscriptions (
    endpoint text primary key,
    person_id uuid not null constraint push_subscriptions_person_fk references people,
    p256dh text not null,
    auth text not null,
    created_at timestamptz not null
  );
  create index push_subscriptions_of_person on push_subscriptions (person_id);
`;

const callBacks = sql`
  create table call_backs (
    id uuid primary key,
    organisation_id uuid not null constraint call_backs_organisation_fk references organisations,
    call_id uuid not null constraint call_backs_one_per_call unique constraint call_backs_call_fk references calls,
    station_id uuid not null constraint call_backs_station_fk references stations,
    dropped text not null constraint call_backs_dropped check (dropped in ('waiting', 'visit')),
    opened_at timestamptz not null,
    answered_by_call_id uuid constraint call_backs_answer_fk references calls,
    closed_at timestamptz,
    closed_by uuid constraint call_backs_person_fk references people,
    close_reason text constraint call_backs_close_reason check (
      close_reason in ('reached-by-video', 'reached-by-telephone', 'not-needed', 'emergency-services', 'not-reached')
    ),
    close_note text,
    constraint call_backs_closed check (num_nulls(closed_at, closed_by, close_reason) in (0, 3))
  );
  create index call_backs_open on call_backs (organisation_id, opened_at) where closed_at is null;
  create index call_backs_open_of_station on call_backs (station_id) where closed_at is null;
  alter table deliveries add constraint deliveries_call_back_fk foreign key (call_back_id) references call_backs;
`;

/** Rota, queues, ringing several, the ladder, call-backs. */
export const routing: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [
      queues,
      firstQueues,
      places,
      calls,
      offers,
      rota,
      escalation,
      callBacks,
    ];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
