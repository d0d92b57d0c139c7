import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const tables = sql`
  alter table record_clients add column notify_origins text[] not null default '{}';
  create table record_subscriptions (
    id uuid primary key,
    organisation_id uuid not null references organisations (id),
    client_id uuid not null references record_clients (id),
    topic text not null,
    reason text not null,
    filters jsonb not null,
    -- Null: all of them.
    types text[],
    scopes text[] not null,
    endpoint text not null,
    most_events integer not null constraint record_subscriptions_most check (most_events between 1 and 100),
    heartbeat_seconds integer constraint record_subscriptions_heartbeat check (heartbeat_seconds >= 60),
    ends_at timestamptz,
    state text not null constraint record_subscriptions_state check (state in ('requested', 'active', 'error', 'off')),
    state_since timestamptz not null,
    failure text,
    failures integer not null default 0,
    numbered bigint not null default 0,
    delivered bigint not null default 0,
    -- Nothing is sent before.
    due_at timestamptz not null,
    sent_at timestamptz,
    made_at timestamptz not null,
    deleted_at timestamptz,
    constraint record_subscriptions_counted check (delivered <= numbered),
    constraint record_subscriptions_deleted check (deleted_at is null or state = 'off')
  );
  create index record_subscriptions_live on record_subscriptions (organisation_id) where state <> 'off';
  create index record_subscriptions_of_client on record_subscriptions (client_id, made_at) where deleted_at is null;
  -- Without a foreign key: a write of the record must not fail because a subscription goes at that moment.
  create table record_subscription_events (
    pk bigint generated always as identity primary key,
    subscription_id uuid not null,
    number bigint,
    type text not null,
    resource_id text not null,
    version integer not null,
    at timestamptz not null,
    constraint record_subscription_events_number_once unique (subscription_id, number)
  );
  create index record_subscription_events_new on record_subscription_events (subscription_id, pk) where number is null;
  create index record_subscription_events_age on record_subscription_events (at);
`;

// Whatever writes a version, servers of the release before too: so it is in the database and not in the statement of the store.
const announcing = sql`
  create function record_versions_announce() returns trigger language plpgsql as $announce$
  begin
    -- A restored backup brings its events along.
    if current_setting('bedside.restoring', true) = 'on' then
      return null;
    end if;
    insert into record_subscription_events (subscription_id, type, resource_id, version, at)
    select s.id, r.type, r.id, w.version, w.updated_at
    from written w
    join record_resources r on r.pk = w.pk
    join record_subscriptions s on s.organisation_id = r.organisation_id and s.state <> 'off'
    where s.types is null or r.type = any (s.types);
    return null;
  end
  $announce$;
  create trigger record_versions_announced after insert on record_versions
    referencing new table as written for each statement execute function record_versions_announce();
`;

/**
 * Subscriptions of partners' systems, and what they are to be told. An event is written by the statement that writes the version, so that
 * whatever wrote it and whatever dies, it is there. It gets its number later, from whoever holds the row of the subscription: so writers do
 * not wait for one another, and numbers have no gaps.
 */
export const recordSubscriptions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
    await announcing.execute(db);
  },
};
