import { backport, type Subscription, type SubscriptionEvent, writeFilter } from './subscription.ts';

export type NotificationKind =
  'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

/** What is said of a subscription, by the service and when it is asked. */
export type Notice = {
  readonly kind: NotificationKind;
  readonly baseUrl: string;
  readonly one: Subscription;
  /** Without a focus where the client may not read it any more. */
  readonly events?: readonly (SubscriptionEvent & { readonly readable: boolean })[];
};

/** The status of R4: Parameters, as the guide lays them out. */
export function statusOf({ kind, baseUrl, one, events = [] }: Notice): object {
  const reference = (path: string) => ({ valueReference: { reference: `${baseUrl}/${path}` } });
  return {
    resourceType: 'Parameters',
    meta: { profile: [backport.status] },
    parameter: [
      { name: 'subscription', ...reference(`Subscription/${one.id}`) },
      { name: 'topic', valueCanonical: one.topic },
      { name: 'status', valueCode: one.state },
      { name: 'type', valueCode: kind },
      { name: 'events-since-subscription-start', valueString: String(countOf(kind, one, events)) },
      ...events.map(({ number, at, type, resourceId, readable }) => ({
        name: 'notification-event',
        part: [
          { name: 'event-number', valueString: String(number) },
          { name: 'timestamp', valueInstant: at.toISOString() },
          ...(readable ? [{ name: 'focus', ...reference(`${type}/${resourceId}`) }] : []),
        ],
      })),
      ...(one.failure === null || kind === 'event-notification'
        ? []
        : [{ name: 'error', valueCodeableConcept: { text: one.failure } }]),
    ],
  };
}

/** A notification tells of events up to its own last one; whoever asks is told of all. */
function countOf(kind: NotificationKind, one: Subscription, events: Notice['events'] = []): number {
  if (kind === 'event-notification') return events.at(-1)?.number ?? one.delivered;
  return kind === 'handshake' || kind === 'heartbeat' ? one.delivered : one.numbered;
}

/** A Bundle whose first entry is the status. Ids alone are told: what they are of is read with a token. */
export function notificationOf(notice: Notice, made: { id: string; at: Date }): string {
  const { baseUrl, one, events = [] } = notice;
  const seen = new Set<string>();
  const focuses = events.flatMap(({ type, resourceId, readable }) => {
    const path = `${type}/${resourceId}`;
    if (!readable || seen.has(path)) return [];
    seen.add(path);
    return [
      { fullUrl: `${baseUrl}/${path}`, request: { method: 'GET', url: path }, response: { status: '200' } },
    ];
  });
  return JSON.stringify({
    resourceType: 'Bundle',
    id: made.id,
    meta: { profile: [backport.notification] },
    type: 'history',
    timestamp: made.at.toISOString(),
    entry: [
      {
        fullUrl: `urn:uuid:${made.id}`,
        resource: { ...statusOf(notice), id: made.id },
        request: { method: 'GET', url: `${baseUrl}/Subscription/${one.id}/$status` },
        response: { status: '200' },
      },
      ...focuses,
    ],
  });
}

/** The resource as the profile for R4 lays it out. */
export function subscriptionResource(one: Subscription): object {
  const { id, state, endsAt, reason, topic, filters, failure, heartbeatSeconds } = one;
  return {
    resourceType: 'Subscription',
    id,
    meta: { profile: [backport.subscription] },
    status: state,
    ...(endsAt && { end: endsAt.toISOString() }),
    reason,
    criteria: topic,
    ...(filters.length > 0 && {
      _criteria: {
        extension: filters.map((filter) => ({ url: backport.filter, valueString: writeFilter(filter) })),
      },
    }),
    ...(failure !== null && { error: failure }),
    channel: {
      extension: [
        ...(heartbeatSeconds === null
          ? []
          : [{ url: backport.heartbeat, valueUnsignedInt: heartbeatSeconds }]),
        { url: backport.mostEvents, valuePositiveInt: one.mostEvents },
      ],
      type: 'rest-hook',
      endpoint: one.endpoint,
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: backport.payload, valueCode: 'id-only' }] },
    },
  };
}
