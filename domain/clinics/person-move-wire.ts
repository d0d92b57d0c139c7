import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, name, nothing } from '../wire.ts';
import { moveKind } from './person-move.ts';
import { prisonNumber } from './wire.ts';

const common = {
  /** Given by the sender: an event that is sent twice is one event. */
  eventId: z.uuid(),
  /** When it happened, whenever it is sent. */
  at: instant,
  prisonNumber,
};

/** One event of a prison's own system. `siteId` is the prison that receives or expects the person, or that they leave. */
export const prisonEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: moveKind.extract(['expected', 'received', 'transferred', 'temporarily-out', 'released']),
    siteId: id.siteId,
  }),
  z.strictObject({ ...common, kind: z.literal('returned'), siteId: id.siteId.optional() }),
  z.strictObject({ ...common, kind: z.literal('merged'), mergedInto: prisonNumber }),
]);
export type PrisonEvent = z.infer<typeof prisonEvent>;

/**
 * What became of an event. `applied`: it holds; `known`: it was sent before; `stale`: something later is known already;
 * `waiting`: it is kept, and holds with a later event; `unknown-person`: no patient has that number; it is kept for a week,
 * in case it turns out to be an earlier number of one; `unknown-site`: not a prison of the organisation; it is not kept.
 */
export const eventAnswer = z.enum(['applied', 'known', 'stale', 'unknown-person', 'unknown-site', 'waiting']);
export type EventAnswer = z.infer<typeof eventAnswer>;

/** A system that may send events; its secret is shown once. */
export const prisonFeedView = z.strictObject({
  feedId: id.prisonFeedId,
  name: z.string(),
  madeAt: instant,
  madeByName: z.string(),
  /** When it last sent something that was signed rightly. */
  heardAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type PrisonFeedView = z.infer<typeof prisonFeedView>;

const organisationParams = z.strictObject({ organisationId: id.organisationId });

/** Where people in prison are, as the prison's own system tells it. */
export const personMoveEndpoints = {
  takePrisonEvents: {
    method: 'post',
    path: '/api/prison-events',
    auth: 'feed',
    status: 200,
    summary:
      'Events of a prison’s own system, in any order and any number of times. Signed: `Bedside-Feed: <id>` and `Bedside-Signature: t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "t.body" with the secret of the feed>`, at most five minutes off. Answers what became of each, and nothing of anybody.',
    body: z.strictObject({ events: z.array(prisonEvent).min(1).max(100) }),
    reply: z.strictObject({
      answers: z.array(z.strictObject({ eventId: z.uuid(), answer: eventAnswer })),
    }),
  },
  listPrisonFeeds: {
    method: 'get',
    path: '/api/organisations/:organisationId/prison-feeds',
    auth: 'person',
    status: 200,
    summary: 'The systems that may tell where people in prison are.',
    params: organisationParams,
    reply: z.strictObject({ feeds: z.array(prisonFeedView) }),
  },
  addPrisonFeed: {
    method: 'post',
    path: '/api/organisations/:organisationId/prison-feeds',
    auth: 'person',
    status: 201,
    summary: 'Lets a system tell where people in prison are. Its secret is answered once and never again.',
    params: organisationParams,
    body: z.strictObject({ name }),
    reply: z.strictObject({ feed: prisonFeedView, secret: z.string() }),
  },
  revokePrisonFeed: {
    method: 'post',
    path: '/api/prison-feeds/:feedId/revocation',
    auth: 'person',
    status: 200,
    summary:
      'Takes nothing more from a system. What it has told holds. A second time there is nothing left to do.',
    params: z.strictObject({ feedId: id.prisonFeedId }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
