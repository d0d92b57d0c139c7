import { auditEntry } from '../../audit.ts';
import type { PatientId } from '../../ids.ts';
import type { Deps, Transaction } from '../../ports.ts';
import { mayDo } from '../record-client.ts';
import type { RegisteredClient } from '../record-client-port.ts';
import type { ResourceType } from '../resource-types.ts';
import { grantScopes } from '../system-scopes.ts';
import { notificationOf } from './notification.ts';
import type { NewEvent, SubscriptionEndpoints, PostResult } from './subscription-port.ts';
import type { Subscription, SubscriptionEvent, SubscriptionFilter } from './subscription.ts';

/** What the notifier needs. */
export type NotifyDeps = Pick<Deps, 'store' | 'clock' | 'newId' | 'log'> & {
  readonly endpoints: SubscriptionEndpoints;
  /** The address of the record. */
  readonly baseUrl: string;
};

/** How many failures in a row make it an error: with the pauses between them, about a quarter of an hour. */
export const failuresToError = 10;
const firstPauseMs = 2000;
const longestPauseMs = 15 * 60_000;
/** What was asked for by `Retry-After` is kept up to here. */
const longestRetryAfterMs = 60 * 60_000;
/** For so long a process that dies keeps others from sending in its place. */
const claimedForMs = 30_000;
const atOnce = 16;
const numberedAtOnce = 500;

/** Gives events their numbers, and sends what is due. It runs again and again, and several processes may do it at once. */
export async function notifySubscriptions(deps: NotifyDeps): Promise<void> {
  for (const id of await deps.store.reads.listUnnumbered(atOnce)) await numberNewEvents(deps, id);
  const until = new Date(deps.clock.now().getTime() + claimedForMs);
  const claimed = await deps.store.transact((tx) => tx.record.claimSubscriptions({ limit: atOnce, until }));
  await Promise.all(claimed.map((one) => notify(deps, one)));
}

/** Decides of each new event whether it is one of the subscription. Whoever is disabled is told later, or never. */
export async function numberNewEvents({ store }: Pick<NotifyDeps, 'store'>, id: string): Promise<void> {
  await store.transact(async (tx) => {
    const one = await tx.record.lockSubscription(id);
    if (one === undefined) return;
    const client = await tx.recordClients.lockClient(one.clientId);
    if (client === undefined || client.disabledAt !== null) return;
    const events = await tx.record.listNewEvents(id, numberedAtOnce);
    const fits = await fitting(tx, one);
    const readable = readableBy(client, one);
    const [kept, dropped] = [true, false].map((wanted) =>
      events.flatMap((event) => ((readable(event.type) && fits(event)) === wanted ? [event.pk] : [])),
    );
    await tx.record.numberEvents(one, { kept: kept ?? [], dropped: dropped ?? [] });
  });
}

/** By what the token allowed when the subscription was made and what the client may do now. */
export function readableBy(
  client: RegisteredClient,
  { scopes }: Pick<Subscription, 'scopes'>,
): (type: ResourceType) => boolean {
  const { id: clientId, organisationId } = client;
  const now = { clientId, organisationId, scopes: grantScopes(client.scopes, scopes) };
  return (type) => client.disabledAt === null && mayDo(now, 'r', type);
}

async function fitting(tx: Transaction, one: Subscription): Promise<(event: NewEvent) => boolean> {
  const tests = await Promise.all(one.filters.map((filter) => testOf(tx, one, filter)));
  return (event) => tests.length === 0 || tests.some((test) => test(event));
}

async function testOf(
  { record }: Transaction,
  { organisationId }: Subscription,
  { type, patients, group }: SubscriptionFilter,
): Promise<(event: NewEvent) => boolean> {
  const about: ReadonlySet<PatientId>[] = [];
  if (patients) about.push(new Set(await record.listSubscribedPatients(organisationId, { patients })));
  if (group !== undefined)
    about.push(new Set(await record.listSubscribedPatients(organisationId, { group })));
  return (event) =>
    (type === undefined || event.type === type) &&
    about.every((ids) => event.patientId !== null && ids.has(event.patientId));
}

/** Sends one notification. Sent and not settled it is sent again, with the same numbers. */
async function notify(deps: NotifyDeps, one: Subscription): Promise<void> {
  const { store, endpoints, clock, baseUrl } = deps;
  const client = await store.reads.findRecordClient(one.clientId);
  if (client === undefined || client.disabledAt !== null) {
    await settle(deps, one, {
      result: { taken: false, code: 'client-disabled', retryAfterMs: null },
      last: 0,
    });
    return;
  }
  const events = one.state === 'active' ? await eventsFor(deps, one) : [];
  const kind = one.state !== 'active' ? 'handshake' : events.length > 0 ? 'event-notification' : 'heartbeat';
  const readable = readableBy(client, one);
  const body = notificationOf(
    { kind, baseUrl, one, events: events.map((event) => ({ ...event, readable: readable(event.type) })) },
    { id: deps.newId(), at: clock.now() },
  );
  const result: PostResult =
    endpoints.faultOf(one.endpoint, client) === undefined
      ? await endpoints.post(one.endpoint, body)
      : { taken: false, code: 'not-allowed', retryAfterMs: null };
  await settle(deps, one, { result, last: events.at(-1)?.number ?? 0 });
}

function eventsFor({ store }: NotifyDeps, one: Subscription): Promise<SubscriptionEvent[]> {
  const { id, delivered, numbered, mostEvents: limit } = one;
  return store.reads.listSubscriptionEvents(id, { from: delivered + 1, until: numbered, limit });
}

async function settle(
  { store, clock, log }: NotifyDeps,
  one: Subscription,
  { result, last }: { result: PostResult; last: number },
): Promise<void> {
  const now = clock.now().getTime();
  if (result.taken) {
    const to = { state: 'active' as const, failure: null, failures: 0, delivered: last, sent: true };
    await store.transact((tx) => tx.record.settleSubscription(one.id, { ...to, dueAt: new Date(now) }));
    return;
  }
  const failures = one.failures + 1;
  const state = failures >= failuresToError ? 'error' : one.state;
  const dueAt = new Date(now + pauseAfter(failures, result.retryAfterMs));
  await store.transact(async (tx) => {
    const to = { state, failure: result.code, failures, delivered: 0, dueAt, sent: false };
    await tx.record.settleSubscription(one.id, to);
    if (state === 'error' && one.state !== 'error') await auditEnd(tx, one, result.code);
  });
  if (state === 'error') {
    log.warn('a partner’s system cannot be notified', { code: result.code, attempt: failures });
  }
}

/** From two seconds on, twice as long each time; longer where the endpoint asks for it. */
export function pauseAfter(failures: number, retryAfterMs: number | null): number {
  const pause = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  return Math.max(pause, Math.min(retryAfterMs ?? 0, longestRetryAfterMs));
}

/** In the trail, where whoever looks after partners sees it. */
export async function auditEnd(
  tx: Transaction,
  { id, clientId, organisationId }: Subscription,
  code: string,
): Promise<void> {
  await tx.audit([
    auditEntry(
      { kind: 'system' },
      {
        action: 'record.notifications-failed',
        about: { kind: 'record-client', id: clientId, organisationId },
        detail: { subscriptionId: id, code },
      },
    ),
  ]);
}
