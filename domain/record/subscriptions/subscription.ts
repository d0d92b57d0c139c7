import type { OrganisationId, RecordClientId } from '../../ids.ts';
import type { SystemScope } from '../record-client.ts';
import type { ResourceType } from '../resource-types.ts';

/** Profiles and extensions of HL7's Subscriptions R5 Backport, 1.1.0 (http://hl7.org/fhir/uv/subscriptions-backport/). */
const guide = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
export const backport = {
  subscription: `${guide}/backport-subscription`,
  notification: `${guide}/backport-subscription-notification-r4`,
  status: `${guide}/backport-subscription-status-r4`,
  filter: `${guide}/backport-filter-criteria`,
  payload: `${guide}/backport-payload-content`,
  heartbeat: `${guide}/backport-heartbeat-period`,
  mostEvents: `${guide}/backport-max-count`,
  topics: `${guide}/capabilitystatement-subscriptiontopic-canonical`,
} as const;

/** What a system can be told of. */
export const subscriptionTopics = {
  'https://bedside.example/SubscriptionTopic/record-changed': {
    words: 'A resource of the record was made, changed or deleted',
  },
} as const;
export type SubscriptionTopic = keyof typeof subscriptionTopics;

export function isSubscriptionTopic(text: string): text is SubscriptionTopic {
  return Object.hasOwn(subscriptionTopics, text);
}

/** What an event must be of: of a type, and about one of these patients or of those who are in the group. Left out: of any. */
export type SubscriptionFilter = {
  readonly type?: ResourceType | undefined;
  /** Ids of Patients. */
  readonly patients?: readonly string[] | undefined;
  readonly group?: string | undefined;
};

/** `requested` until its endpoint has answered to a handshake; `off` tells nothing and keeps nothing any more. */
export type SubscriptionState = 'requested' | 'active' | 'error' | 'off';

export type Subscription = {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly clientId: RecordClientId;
  readonly topic: SubscriptionTopic;
  readonly reason: string;
  /** One of them must fit; with none, everything does. */
  readonly filters: readonly SubscriptionFilter[];
  /** What the token allowed when it was made. The client is told of no type that it may not read now. */
  readonly scopes: readonly SystemScope[];
  readonly endpoint: string;
  /** How many events go into one notification. */
  readonly mostEvents: number;
  readonly heartbeatSeconds: number | null;
  readonly endsAt: Date | null;
  readonly state: SubscriptionState;
  /** Why the last notification was not taken, in a short code of ours. */
  readonly failure: string | null;
  /** In a row. */
  readonly failures: number;
  /** The number of its newest event, and of the newest one that its endpoint has taken. */
  readonly numbered: number;
  readonly delivered: number;
};

/** Something that has happened, under the number by which the client sees that it misses none. */
export type SubscriptionEvent = {
  readonly number: number;
  readonly at: Date;
  readonly type: ResourceType;
  readonly resourceId: string;
};

const pattern = /^(?<type>[A-Za-z]{1,64})(?:\?(?<query>.*))?$/;
const idPattern = /^[A-Za-z0-9.-]{1,64}$/;
const mostPatients = 100;

/**
 * Reads `Observation?patient=Patient/1,Patient/2` or `Resource?group=Group/3`; `Resource` is any type.
 * @returns what is wrong with it, as a text
 */
export function readFilter(
  text: string,
  isType: (name: string) => name is ResourceType,
): SubscriptionFilter | string {
  const { type = '', query = '' } = pattern.exec(text)?.groups ?? {};
  if (type === '') return 'must be a type, such as Observation?patient=Patient/1';
  if (type !== 'Resource' && !isType(type)) return 'must be of a type of the record, or Resource for all';
  const given = [...new URLSearchParams(query)];
  const names = given.map(([name]) => name);
  if (names.some((name) => name !== 'patient' && name !== 'group') || new Set(names).size !== names.length) {
    return 'takes patient and group alone, each once';
  }
  const { patient, group } = Object.fromEntries(given);
  const patients = patient?.split(',').map((one) => idIn(one, 'Patient'));
  const groupId = group === undefined ? undefined : idIn(group, 'Group');
  if (patients?.includes(undefined) === true || (group !== undefined && groupId === undefined)) {
    return 'must name patients as Patient/ID, with commas between, and a group as Group/ID';
  }
  if (patients !== undefined && patients.length > mostPatients) {
    return `names more than ${String(mostPatients)} patients: make a Group of them`;
  }
  return {
    ...(type !== 'Resource' && isType(type) && { type }),
    ...(patients && { patients: patients.filter((one) => one !== undefined) }),
    ...(groupId !== undefined && { group: groupId }),
  };
}

function idIn(reference: string, type: string): string | undefined {
  const [named, id = '', ...more] = reference.split('/');
  return named === type && more.length === 0 && idPattern.test(id) ? id : undefined;
}

/** As `readFilter` reads it. */
export function writeFilter({ type, patients, group }: SubscriptionFilter): string {
  const parts = [
    ...(patients ? [`patient=${patients.map((id) => `Patient/${id}`).join(',')}`] : []),
    ...(group === undefined ? [] : [`group=Group/${group}`]),
  ];
  return parts.length === 0 ? (type ?? 'Resource') : `${type ?? 'Resource'}?${parts.join('&')}`;
}
