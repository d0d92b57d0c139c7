import { type Kysely, type Selectable, sql } from 'kysely';
import type { PatientId } from '../../domain/ids.ts';
import { isResourceType, type ResourceType } from '../../domain/record/resource-types.ts';
import type {
  SubscriptionReads,
  SubscriptionWrites,
} from '../../domain/record/subscriptions/subscription-port.ts';
import {
  isSubscriptionTopic,
  type Subscription,
  type SubscriptionFilter,
} from '../../domain/record/subscriptions/subscription.ts';
import { parseSystemScope, writeSystemScope } from '../../domain/record/system-scopes.ts';
import type { Database, RecordSubscriptionTable } from '../schema.ts';

/** Subscriptions of partners' systems. */
export function subscriptionWrites(db: Kysely<Database>, now: Date): SubscriptionWrites {
  return {
    async addSubscription(one) {
      await db
        .insertInto('record_subscriptions')
        .values({
          ...{ id: one.id, organisation_id: one.organisationId, client_id: one.clientId, topic: one.topic },
          ...{ reason: one.reason, filters: JSON.stringify(one.filters), types: typesOf(one.filters) },
          ...{
            scopes: one.scopes.map(writeSystemScope),
            endpoint: one.endpoint,
            most_events: one.mostEvents,
          },
          ...{ heartbeat_seconds: one.heartbeatSeconds, ends_at: one.endsAt, state: one.state },
          ...{ state_since: now, due_at: now, made_at: now },
        })
        .execute();
    },

    async countSubscriptions(clientId) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from record_subscriptions where client_id = ${clientId} and deleted_at is null
      `.execute(db);
      return rows[0]?.count ?? 0;
    },

    async deleteSubscription(id) {
      await db
        .updateTable('record_subscriptions')
        .set({ state: 'off', state_since: now, deleted_at: now })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .execute();
    },

    async lockSubscription(id) {
      const row = await db
        .selectFrom('record_subscriptions')
        .selectAll()
        .where('id', '=', id)
        .where('state', '<>', 'off')
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && subscriptionOf(row);
    },

    ...numbering(db),
    ...sending(db, now),
    ...forgetting(db, now),
  };
}

type Numbering = 'listNewEvents' | 'numberEvents' | 'listSubscribedPatients';

/** Which events a subscription has. */
function numbering(db: Kysely<Database>): Pick<SubscriptionWrites, Numbering> {
  return {
    async listNewEvents(id, limit) {
      const { rows } = await sql<{ pk: string; type: string; patient_id: PatientId | null }>`
        select e.pk, e.type, r.patient_id from record_subscription_events e
        left join record_resources r on r.type = e.type and r.id = e.resource_id
        where e.subscription_id = ${id} and e.number is null order by e.pk limit ${limit}
      `.execute(db);
      return rows.flatMap(({ pk, type, patient_id: patientId }) =>
        isResourceType(type) ? [{ pk, type, patientId }] : [],
      );
    },

    async numberEvents({ id }, { kept, dropped }) {
      await sql`
        delete from record_subscription_events where pk = any (${[...dropped]}::bigint[]) and number is null
      `.execute(db);
      await sql`
        with counted as (
          select pk, row_number() over (order by pk) as place
          from record_subscription_events where pk = any (${[...kept]}::bigint[]) and number is null
        ), numbered as (
          update record_subscription_events e set number = s.numbered + c.place
          from counted c, record_subscriptions s where e.pk = c.pk and s.id = ${id}
          returning e.pk
        )
        update record_subscriptions set numbered = numbered + (select count(*) from numbered) where id = ${id}
      `.execute(db);
    },

    async listSubscribedPatients(organisationId, of) {
      const ids =
        'patients' in of
          ? sql`select unnest(${[...of.patients]}::text[])`
          : sql`
            select split_part(m -> 'entity' ->> 'reference', '/', 2)
            from record_resources g, jsonb_array_elements(coalesce(g.body::jsonb -> 'member', '[]')) m
            where g.organisation_id = ${organisationId} and g.type = 'Group' and g.id = ${of.group} and g.body is not null
              and m -> 'entity' ->> 'reference' like 'Patient/%' and coalesce(m ->> 'inactive', 'false') = 'false'
          `;
      const { rows } = await sql<{ patient_id: PatientId }>`
        select distinct patient_id from record_resources
        where organisation_id = ${organisationId} and type = 'Patient' and patient_id is not null and id in (${ids})
      `.execute(db);
      return rows.map((row) => row.patient_id);
    },
  };
}

function sending(
  db: Kysely<Database>,
  now: Date,
): Pick<SubscriptionWrites, 'claimSubscriptions' | 'settleSubscription'> {
  return {
    async claimSubscriptions({ limit, until }) {
      const { rows } = await sql<Selectable<RecordSubscriptionTable>>`
        update record_subscriptions set due_at = ${until} where id in (
          select id from record_subscriptions
          where state <> 'off' and due_at <= ${now} and coalesce(ends_at > ${now}, true) and (
            state <> 'active' or delivered < numbered
            or sent_at + heartbeat_seconds * interval '1 second' <= ${now}
          )
          order by due_at, id limit ${limit} for no key update skip locked
        ) returning *
      `.execute(db);
      return rows.flatMap((row) => subscriptionOf(row) ?? []);
    },

    async settleSubscription(id, { state, failure, failures, delivered, dueAt, sent }) {
      // It may have been ended or deleted while it was sent: that stands.
      await sql`
        update record_subscriptions set state = ${state}, failure = ${failure}, failures = ${failures},
          state_since = case when state = ${state} then state_since else ${now} end,
          delivered = greatest(delivered, ${delivered}::bigint), due_at = ${dueAt},
          sent_at = ${sent ? sql`${now}` : sql`sent_at`}
        where id = ${id} and state <> 'off'
      `.execute(db);
    },
  };
}

function forgetting(
  db: Kysely<Database>,
  now: Date,
): Pick<SubscriptionWrites, 'endSubscriptions' | 'forgetEvents'> {
  return {
    async endSubscriptions(before) {
      const { rows } = await sql<Selectable<RecordSubscriptionTable>>`
        update record_subscriptions s set state = 'off', state_since = ${now},
          failure = case when s.ends_at <= ${now} then null else 'events-too-old' end
        where s.state <> 'off' and (s.ends_at <= ${now} or exists (
          select from record_subscription_events e
          where e.subscription_id = s.id and e.at < ${before} and (e.number is null or e.number > s.delivered)
        )) returning s.*
      `.execute(db);
      return rows.flatMap((row) => subscriptionOf(row) ?? []);
    },

    async forgetEvents(before) {
      const { numAffectedRows = 0n } = await sql`
        delete from record_subscription_events where at < ${before}
      `.execute(db);
      await sql`delete from record_subscriptions where deleted_at < ${before}`.execute(db);
      return Number(numAffectedRows);
    },
  };
}

/** What is known of subscriptions. */
export function subscriptionReads(db: Kysely<Database>): SubscriptionReads {
  const found = () => db.selectFrom('record_subscriptions').selectAll().where('deleted_at', 'is', null);
  return {
    async findSubscription({ id, clientId }) {
      const row = await found().where('id', '=', id).where('client_id', '=', clientId).executeTakeFirst();
      return row && subscriptionOf(row);
    },

    async listSubscriptions(clientId) {
      const rows = await found().where('client_id', '=', clientId).orderBy('made_at').orderBy('id').execute();
      return rows.flatMap((row) => subscriptionOf(row) ?? []);
    },

    async listSubscriptionEvents(id, { from, until, limit }) {
      const rows = await db
        .selectFrom('record_subscription_events')
        .select(['number', 'at', 'type', 'resource_id'])
        .where('subscription_id', '=', id)
        .where('number', '>=', String(from))
        .where('number', '<=', String(until))
        .orderBy('number')
        .limit(limit)
        .execute();
      return rows.flatMap(({ number, at, type, resource_id: resourceId }) =>
        isResourceType(type) ? [{ number: Number(number), at, type, resourceId }] : [],
      );
    },

    async listUnnumbered(limit) {
      const { rows } = await sql<{ id: string }>`
        select s.id from record_subscriptions s join record_clients c on c.id = s.client_id
        where s.state <> 'off' and c.disabled_at is null and exists (
          select from record_subscription_events e where e.subscription_id = s.id and e.number is null
        ) limit ${limit}
      `.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

/** Undefined for one whose topic is served no more. */
function subscriptionOf(row: Selectable<RecordSubscriptionTable>): Subscription | undefined {
  if (!isSubscriptionTopic(row.topic)) return undefined;
  return {
    ...{ id: row.id, organisationId: row.organisation_id, clientId: row.client_id, topic: row.topic },
    ...{ reason: row.reason, filters: row.filters, endpoint: row.endpoint, mostEvents: row.most_events },
    scopes: row.scopes.flatMap((text) => parseSystemScope(text) ?? []),
    ...{ heartbeatSeconds: row.heartbeat_seconds, endsAt: row.ends_at, state: row.state },
    ...{ failure: row.failure, failures: row.failures },
    ...{ numbered: Number(row.numbered), delivered: Number(row.delivered) },
  };
}

/** The types that can fit at all; null for any. */
function typesOf(filters: readonly SubscriptionFilter[]): ResourceType[] | null {
  const types = filters.flatMap(({ type }) => type ?? []);
  return filters.length === 0 || types.length < filters.length ? null : [...new Set(types)];
}
