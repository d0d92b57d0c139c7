import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, name, nothing } from '../wire.ts';
import { moveKind } from './person-move.ts';
import { establishmentCode } from '../organisations/establishment.ts';
import { prisonNumber } from './wire.ts';

const common = {
  /** Given by the sender: an event that is sent twice is one event. */
  eventId: z.uuid(),
  /** When it happened, whenever it is sent. */
  at: instant,
  prisonNumber,
};

/** A prison by the id that it has here, or by its code of the public register. */
const place = { siteId: id.siteId.optional(), establishment: establishmentCode.optional() };

/**
 * One event of a prison's own system. Its prison is the one that receives or expects the person, or that they leave; `siteId`
 * or `establishment` names it.
 */
export const prisonEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: moveKind.extract(['expected', 'received', 'transferred', 'temporarily-out', 'released']),
    ...place,
  }),
  z.strictObject({ ...common, kind: z.literal('returned'), ...place }),
  z.strictObject({ ...common, kind: z.literal('merged'), mergedInto: prisonNumber }),
]);
export type PrisonEvent = z.infer<typeof prisonEvent>;

/**
 * What became of an event, for staff; whoever sends it is not told, because it would say who is a patient. `applied`: it
 * holds; `stale`: something later is known already; `waiting`: it is kept, and holds with a later event, or when somebody has
 * confirmed it; `unknown-person`: no patient has that number; it is kept for a week, in case it turns out to be an earlier
 * number of one.
 */
export const eventAnswer = z.enum(['applied', 'stale', 'unknown-person', 'waiting']);
export type EventAnswer = z.infer<typeof eventAnswer>;

/** A system that may send events; its secret is shown once. */
export const prisonFeedView = z.strictObject({
  feedId: id.prisonFeedId,
  name: z.string(),
  /** The prisons for which it may speak. */
  sites: z.array(z.strictObject({ siteId: id.siteId, name: z.string() })),
  madeAt: instant,
  madeByName: z.string(),
  /** When it last sent something that was signed rightly. */
  heardAt: instant.nullable(),
  revokedAt: instant.nullable(),
  /** What became of what it has told in the last week. */
  lastWeek: z.array(z.strictObject({ answer: eventAnswer, events: z.int().min(1) })),
  /** How many events were not for it to tell, in all, and when the last one came; they are not kept. */
  refused: z.strictObject({ events: z.int().min(0), at: instant.nullable() }),
});
export type PrisonFeedView = z.infer<typeof prisonFeedView>;

const organisationParams = z.strictObject({ organisationId: id.organisationId });

/** Where people in prison are, as the prison's own system tells it. */
export const personMoveEndpoints = {
  takePrisonEvents: {
    method: 'post',
    path: '/api/prison-events',
    auth: 'feed',
    status: 202,
    summary:
      'Events of a prison’s own system, in any order and any number of times. Signed: `Bedside-Feed: <id>` and `Bedside-Signature: t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "t.body" with the secret of the feed>`, at most five minutes off. Answers how many were taken in and nothing of anybody: the answer is the same for people who are no patients, and for prisons for which the feed may not speak. What became of them, staff see.',
    body: z.strictObject({ events: z.array(prisonEvent).min(1).max(100) }),
    reply: z.strictObject({ taken: z.int().min(1) }),
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
    body: z.strictObject({
      name,
      /** The prisons for which it may speak. */
      siteIds: z.array(id.siteId).min(1).max(200),
    }),
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
