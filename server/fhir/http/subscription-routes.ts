import type { RecordClient } from '../../../domain/record/record-client.ts';
import { FhirError } from '../fhir-error.ts';
import type { FhirAnswer, Query } from '../interactions/fhir-deps.ts';
import {
  deleteSubscription,
  makeSubscription,
  readSubscription,
  searchSubscriptions,
  type SubscriptionDeps,
  subscriptionEvents,
  subscriptionStatus,
} from '../interactions/subscriptions.ts';
import { JsonSyntaxError } from '../json.ts';

/** A request below `Subscription`, which is no type of the record: it is about a client, and about no patient. */
export type SubscriptionRequest = {
  readonly method: string;
  /** What follows `Subscription`. */
  readonly rest: readonly string[];
  readonly query: Query;
  readonly text: string;
};

/** @throws FhirError 405 also for a change: it is deleted and made anew */
export async function answerSubscription(
  deps: SubscriptionDeps,
  client: RecordClient,
  { method, rest, query, text }: SubscriptionRequest,
): Promise<FhirAnswer> {
  const [id, operation, ...more] = rest;
  if (more.length > 0) throw new FhirError(404, 'not-supported', 'there is no such interaction');
  if (id === undefined || id === '_search') {
    if (method === 'GET' || id === '_search') return searchSubscriptions(deps, client, query);
    if (method === 'POST') return makeSubscription(deps, client, jsonIn(text));
  } else if (operation === undefined) {
    if (method === 'GET') return readSubscription(deps, client, id);
    if (method === 'DELETE') return deleteSubscription(deps, client, id);
  } else if (operation === '$status' || operation === '$events') {
    if (method === 'GET' && operation === '$status') return subscriptionStatus(deps, client, id);
    if (method === 'GET') return subscriptionEvents(deps, client, { id, query });
  } else {
    throw new FhirError(404, 'not-supported', 'there is no such interaction');
  }
  throw new FhirError(
    405,
    'not-supported',
    'a subscription is made, read, searched and deleted, and not changed',
  );
}

/** Plain numbers, because none of them is a decimal of medicine. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine quotes what it could not read.
    throw new FhirError(400, 'invalid', new JsonSyntaxError(undefined).message);
  }
}
