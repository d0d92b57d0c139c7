import { z } from 'zod';
import { mayDo, type RecordClient } from '../../../domain/record/record-client.ts';
import type { RegisteredClient } from '../../../domain/record/record-client-port.ts';
import { isResourceType } from '../../../domain/record/resource-types.ts';
import { endpointFault } from '../../../domain/record/subscriptions/endpoint-faults.ts';
import {
  notificationOf,
  statusOf,
  subscriptionResource,
} from '../../../domain/record/subscriptions/notification.ts';
import { numberNewEvents, readableBy } from '../../../domain/record/subscriptions/notify.ts';
import {
  backport,
  isSubscriptionTopic,
  readFilter,
  type Subscription,
  type SubscriptionFilter,
} from '../../../domain/record/subscriptions/subscription.ts';
import { bundleOf } from '../bundles.ts';
import { FhirError } from '../fhir-error.ts';
import {
  type FhirAnswer,
  type FhirDeps,
  type Query,
  recordAudit,
  requireNoParameters,
  requireScope,
} from './fhir-deps.ts';

export type SubscriptionDeps = FhirDeps & { readonly localOrigins: readonly string[] };

/** More than these is nobody's need, and each costs every write of the organisation a row. */
const mostOfClient = 20;
const mostFilters = 40;
const usualEvents = 20;
const largestPage = 100;

const extension = z.array(z.looseObject({ url: z.string() }));
const given = z.strictObject({
  resourceType: z.literal('Subscription'),
  id: z.string().optional(),
  meta: z.looseObject({}).optional(),
  status: z.literal('requested', 'must be requested'),
  end: z.iso.datetime({ offset: true }).optional(),
  reason: z.string().trim().min(1).max(200),
  criteria: z.string(),
  _criteria: z.strictObject({ extension }).optional(),
  channel: z.strictObject({
    extension: extension.optional(),
    type: z.literal('rest-hook', 'must be rest-hook'),
    endpoint: z.string(),
    payload: z.literal('application/fhir+json', 'must be application/fhir+json'),
    _payload: z.strictObject({ extension }),
  }),
});
type Given = z.output<typeof given>;

/** Takes what a system wants to be told of; its endpoint is asked first whether it is there. @throws FhirError 422 naming the element */
export async function makeSubscription(
  deps: SubscriptionDeps,
  client: RecordClient,
  body: unknown,
): Promise<FhirAnswer> {
  requireScope(client, 'c', 'Subscription');
  const parsed = given.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = ['Subscription', ...(issue?.path ?? [])].join('.');
    const words =
      issue?.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is not taken here` : issue?.message;
    throw refusal(place, words ?? 'is not valid');
  }
  const one = read(deps, client, parsed.data);
  await deps.store.transact(async (tx) => {
    const registered = await tx.recordClients.lockClient(client.clientId);
    requireEndpoint(deps, registered, one.endpoint);
    // Under the lock of the client, so that two at once are counted one after the other.
    const others = await tx.record.countSubscriptions(client.clientId);
    if (others >= mostOfClient) {
      throw new FhirError(
        422,
        'business-rule',
        `a system has ${String(mostOfClient)} subscriptions at most: delete one`,
      );
    }
    await tx.record.addSubscription(one);
    const detail = { topic: one.topic, filters: one.filters.length };
    await tx.audit([
      recordAudit(client, { action: 'record.subscribed', type: 'Subscription', id: one.id, detail }),
    ]);
  });
  return { status: 201, body: JSON.stringify(subscriptionResource(one)), location: `Subscription/${one.id}` };
}

function requireEndpoint(
  { localOrigins }: SubscriptionDeps,
  registered: RegisteredClient | undefined,
  endpoint: string,
): void {
  if (registered === undefined) throw new FhirError(403, 'forbidden', 'this system is not registered');
  const fault = endpointFault(endpoint, registered, localOrigins);
  if (fault !== undefined) throw refusal('Subscription.channel.endpoint', fault);
}

function read(deps: SubscriptionDeps, client: RecordClient, asked: Given): Subscription {
  const { channel, criteria, end } = asked;
  if (!isSubscriptionTopic(criteria))
    throw refusal('Subscription.criteria', 'must be a topic that is served here');
  const [payload, ...more] = valuesOf(channel._payload.extension, backport.payload, 'valueCode');
  if (payload !== 'id-only' || more.length > 0 || channel._payload.extension.length > 1) {
    throw refusal(
      'Subscription.channel.payload',
      'must have the extension backport-payload-content with id-only',
    );
  }
  const endsAt = end === undefined ? null : new Date(end);
  if (endsAt !== null && endsAt <= deps.clock.now()) throw refusal('Subscription.end', 'is over');
  return {
    ...{ id: deps.newId(), organisationId: client.organisationId, clientId: client.clientId },
    ...{ topic: criteria, reason: asked.reason, filters: filtersIn(asked), scopes: client.scopes },
    ...{ endpoint: channel.endpoint, ...pace(channel.extension ?? []), endsAt },
    ...{ state: 'requested', failure: null, failures: 0, numbered: 0, delivered: 0 },
  };
}

function filtersIn({ _criteria }: Given): SubscriptionFilter[] {
  const extensions = _criteria?.extension ?? [];
  const texts = valuesOf(extensions, backport.filter, 'valueString');
  const place = 'Subscription.criteria.extension';
  if (texts.length < extensions.length || texts.length > mostFilters) {
    throw refusal(place, `takes at most ${String(mostFilters)} backport-filter-criteria alone`);
  }
  return texts.map((text) => {
    const filter = typeof text === 'string' ? readFilter(text, isResourceType) : 'must be a text';
    if (typeof filter === 'string') throw refusal(place, filter);
    return filter;
  });
}

/** How often, and how much at once. */
function pace(extensions: z.output<typeof extension>): {
  mostEvents: number;
  heartbeatSeconds: number | null;
} {
  const place = 'Subscription.channel.extension';
  const [most = usualEvents, ...mostMore] = valuesOf(extensions, backport.mostEvents, 'valuePositiveInt');
  const [beat = null, ...beatMore] = valuesOf(extensions, backport.heartbeat, 'valueUnsignedInt');
  const known = [backport.mostEvents, backport.heartbeat] as string[];
  if (mostMore.length + beatMore.length > 0 || !extensions.every(({ url }) => known.includes(url))) {
    throw refusal(place, 'takes backport-max-count and backport-heartbeat-period alone, each once');
  }
  const mostEvents = z.int().min(1).max(largestPage).safeParse(most);
  if (!mostEvents.success)
    throw refusal(place, `backport-max-count must be from 1 to ${String(largestPage)}`);
  const heartbeat = z.int().min(60).max(86_400).nullable().safeParse(beat);
  if (!heartbeat.success) throw refusal(place, 'backport-heartbeat-period must be from 60 to 86400 seconds');
  return { mostEvents: mostEvents.data, heartbeatSeconds: heartbeat.data };
}

function valuesOf(extensions: z.output<typeof extension>, url: string, name: string): unknown[] {
  return extensions.flatMap((one) => (one.url === url ? [one[name]] : []));
}

function refusal(place: string, words: string): FhirError {
  return new FhirError(422, 'value', `${place} ${words}`);
}

/** @throws FhirError 404 for one of another system too */
async function findOwn({ store }: FhirDeps, { clientId }: RecordClient, id: string): Promise<Subscription> {
  const found = z.uuid().safeParse(id).success
    ? await store.reads.findSubscription({ id, clientId })
    : undefined;
  if (found === undefined) throw new FhirError(404, 'not-found', 'there is no such subscription');
  return found;
}

export async function readSubscription(
  deps: FhirDeps,
  client: RecordClient,
  id: string,
): Promise<FhirAnswer> {
  requireScope(client, 'r', 'Subscription');
  return { status: 200, body: JSON.stringify(subscriptionResource(await findOwn(deps, client, id))) };
}

/** Those of the system itself, by status, address and topic. */
export async function searchSubscriptions(
  { store, baseUrl }: FhirDeps,
  client: RecordClient,
  query: Query,
): Promise<FhirAnswer> {
  requireScope(client, 's', 'Subscription');
  requireNoParameters(query, ['_id', 'status', 'url', 'criteria']);
  const own = await store.reads.listSubscriptions(client.clientId);
  const found = own.filter((one) => {
    const values: Readonly<Record<string, string>> = {
      ...{ _id: one.id, status: one.state, url: one.endpoint, criteria: one.topic },
    };
    return query.every(
      ([name, wanted]) => !(name in values) || wanted.split(',').includes(values[name] ?? ''),
    );
  });
  const entries = found.map((one) => ({
    fullUrl: `${baseUrl}/Subscription/${one.id}`,
    resource: JSON.stringify(subscriptionResource(one)),
    search: { mode: 'match' as const },
  }));
  return { status: 200, body: bundleOf('searchset', { total: found.length, entries }) };
}

export async function deleteSubscription(
  deps: FhirDeps,
  client: RecordClient,
  id: string,
): Promise<FhirAnswer> {
  // What a system may make it may end.
  if (!mayDo(client, 'c', 'Subscription')) requireScope(client, 'd', 'Subscription');
  await findOwn(deps, client, id);
  await deps.store.transact(async (tx) => {
    await tx.record.deleteSubscription(id);
    await tx.audit([recordAudit(client, { action: 'record.unsubscribed', type: 'Subscription', id })]);
  });
  return { status: 204 };
}

/** How it stands, as the guide's `$status` answers. */
export async function subscriptionStatus(
  deps: FhirDeps,
  client: RecordClient,
  id: string,
): Promise<FhirAnswer> {
  requireScope(client, 'r', 'Subscription');
  await findOwn(deps, client, id);
  await numberNewEvents(deps, id);
  const one = await findOwn(deps, client, id);
  const status = JSON.stringify(statusOf({ kind: 'query-status', baseUrl: deps.baseUrl, one }));
  const entries = [
    {
      fullUrl: `${deps.baseUrl}/Subscription/${id}/$status`,
      resource: status,
      search: { mode: 'match' as const },
    },
  ];
  return { status: 200, body: bundleOf('searchset', { total: 1, entries }) };
}

/** Events once more, as the guide's `$events` answers: what could not be told is read here. */
export async function subscriptionEvents(
  deps: FhirDeps,
  client: RecordClient,
  { id, query }: { id: string; query: Query },
): Promise<FhirAnswer> {
  requireScope(client, 'r', 'Subscription');
  requireNoParameters(query, ['eventsSinceNumber', 'eventsUntilNumber', 'content']);
  await findOwn(deps, client, id);
  await numberNewEvents(deps, id);
  const one = await findOwn(deps, client, id);
  const span = spanIn(query);
  const events = await deps.store.reads.listSubscriptionEvents(id, { ...span, limit: largestPage });
  const registered = await deps.store.reads.findRecordClient(client.clientId);
  const readable = registered === undefined ? () => false : readableBy(registered, one);
  const detail = { count: events.length };
  await deps.store.transact((tx) =>
    tx.audit([recordAudit(client, { action: 'record.subscription-read', type: 'Subscription', id, detail })]),
  );
  const seen = events.map((event) => ({ ...event, readable: readable(event.type) }));
  const notice = { kind: 'query-event' as const, baseUrl: deps.baseUrl, one, events: seen };
  return { status: 200, body: notificationOf(notice, { id: deps.newId(), at: deps.clock.now() }) };
}

function spanIn(query: Query): { from: number; until: number } {
  const of = (name: string, usual: number): number => {
    const [text, ...more] = query.flatMap(([one, value]) => (one === name ? [value] : []));
    if (text === undefined) return usual;
    if (more.length > 0 || !/^\d{1,15}$/.test(text))
      throw new FhirError(400, 'value', `${name} must be a whole number`);
    return Number(text);
  };
  // `content` is a hint of what the client would rather have, and ids are all there is.
  return { from: of('eventsSinceNumber', 1), until: of('eventsUntilNumber', Number.MAX_SAFE_INTEGER) };
}
