import type { OrganisationId, PatientId, RecordClientId } from '../../ids.ts';
import type { RegisteredClient } from '../record-client-port.ts';
import type { ResourceType } from '../resource-types.ts';
import type { Subscription, SubscriptionEvent, SubscriptionState } from './subscription.ts';

/** An event that has no number yet: it may turn out to be none of the subscription. */
export type NewEvent = {
  readonly pk: string;
  readonly type: ResourceType;
  readonly patientId: PatientId | null;
};

export type SubscriptionWrites = {
  addSubscription(one: Subscription): Promise<void>;
  /** Those of a client that were not deleted. */
  countSubscriptions(clientId: RecordClientId): Promise<number>;
  /** It tells nothing any more, and is found no more. */
  deleteSubscription(id: string): Promise<void>;
  /** One that is not off; nobody else numbers its events until this transaction ends. */
  lockSubscription(id: string): Promise<Subscription | undefined>;
  /** The oldest of those without a number. */
  listNewEvents(id: string, limit: number): Promise<NewEvent[]>;
  /** Gives numbers to those, in their order, and forgets the others. */
  numberEvents(
    one: Subscription,
    events: { kept: readonly string[]; dropped: readonly string[] },
  ): Promise<void>;
  /** The people whose Patients these are, or who are in the group. */
  listSubscribedPatients(
    organisationId: OrganisationId,
    of: { patients: readonly string[] } | { group: string },
  ): Promise<PatientId[]>;
  /** Some that have something to send, each for nobody else until then. A process that dies with them leaves them due again. */
  claimSubscriptions(by: { limit: number; until: Date }): Promise<Subscription[]>;
  settleSubscription(
    id: string,
    to: {
      state: SubscriptionState;
      failure: string | null;
      failures: number;
      delivered: number;
      dueAt: Date;
      sent: boolean;
    },
  ): Promise<void>;
  /** Ends those whose time is over, and those that have something older than then to tell; answers which. */
  endSubscriptions(before: Date): Promise<Subscription[]>;
  /** Forgets events from before then, and what was deleted; answers how many events. */
  forgetEvents(before: Date): Promise<number>;
};

export type SubscriptionReads = {
  /** One of the client's own that was not deleted. */
  findSubscription(by: { id: string; clientId: RecordClientId }): Promise<Subscription | undefined>;
  listSubscriptions(clientId: RecordClientId): Promise<Subscription[]>;
  /** Events with numbers of this span, in their order. */
  listSubscriptionEvents(
    id: string,
    of: { from: number; until: number; limit: number },
  ): Promise<SubscriptionEvent[]>;
  /** Those with events that have no number yet. */
  listUnnumbered(limit: number): Promise<string[]>;
};

/** What came of a notification. */
export type PostResult =
  | { readonly taken: true }
  | { readonly taken: false; readonly code: string; readonly retryAfterMs: number | null };

/** Where notifications go: endpoints of partners that an administrator has allowed. */
export type SubscriptionEndpoints = {
  /** What speaks against an address for this client, in words; undefined where nothing does. */
  faultOf(endpoint: string, client: Pick<RegisteredClient, 'notifyOrigins'>): string | undefined;
  post(endpoint: string, body: string): Promise<PostResult>;
};
