import { z } from 'zod';
import { acuity } from '../calls/call.ts';
import * as id from '../ids.ts';
import { coverGapView } from '../rota/wire.ts';
import { board } from '../states/wire.ts';
import { disposition } from '../visits/outcome.ts';
import { type Endpoint, instant } from '../wire.ts';

/** A warning that stands until a manager has acknowledged it. `detail` holds codes, ids, instants and names of staff. */
export const noticeView = z.strictObject({
  noticeId: id.noticeId,
  kind: z.enum(['missed-twice', 'cover-gap', 'nobody-on-call', 'changed-alone', 'record-opened']),
  /** The clinician who missed calls, whoever changed a queue alone or opened a record, or null. */
  personName: z.string().nullable(),
  /** The queue without cover, or that was changed, or null. */
  queueName: z.string().nullable(),
  from: instant.nullable(),
  until: instant.nullable(),
  /** People who are on call and on a break, where nobody can be rung. */
  onBreak: z.int().min(0),
  raisedAt: instant,
});
export type NoticeView = z.infer<typeof noticeView>;

/** A share of calls, 0 to 1; null when there is nothing to count. */
const share = z.number().min(0).max(1).nullable();

/** What a service level is made of; the formulas are in `domain/oversight/service-level.ts`. */
const levelCounts = z.strictObject({
  answered: z.int().min(0),
  /** Of these within T. */
  answeredInTime: z.int().min(0),
  /** Cancelled or cut off without an answer. */
  abandoned: z.int().min(0),
  /** Of these after T. */
  abandonedLate: z.int().min(0),
  serviceLevel: share,
  serviceLevel2: share,
  /** T. */
  answerWithinSeconds: z.int(),
});

/** One queue and acuity, counted since midnight (Europe/London). */
export const queueFigures = z.strictObject({
  queueId: id.queueId,
  queueName: z.string(),
  acuity,
  waiting: z.int().min(0),
  oldestPlacedAt: instant.nullable(),
  ...levelCounts.shape,
});
export type QueueFigures = z.infer<typeof queueFigures>;

/** Whether a video call from each enrolled station would work, by its own last check (`domain/checks/station-light.ts`). */
export const stationLights = z.strictObject({
  green: z.int().min(0),
  amber: z.int().min(0),
  red: z.int().min(0),
  /** Red ones, then amber ones, by site and name; the first 50 of them. */
  named: z.array(
    z.strictObject({
      stationId: id.stationId,
      stationName: z.string(),
      siteName: z.string(),
      light: z.enum(['amber', 'red']),
      reason: z.enum(['never-checked', 'day-old', 'no-way', 'shift-old', 'udp-blocked', 'slow', 'lossy']),
      checkedAt: instant.nullable(),
    }),
  ),
});
export type StationLights = z.infer<typeof stationLights>;

/** The manager's board: the clinicians' board and what only a manager needs. */
export const oversightBoard = board.extend({
  figures: z.array(queueFigures),
  offersMissed: z.int().min(0),
  notices: z.array(noticeView),
  /** In the next 12 hours. */
  coverGaps: z.array(coverGapView),
  stations: stationLights,
});
export type OversightBoard = z.infer<typeof oversightBoard>;

const seconds = z.number().min(0);

/**
 * Calls placed on the days from `from` to `to` (Europe/London, both included), in figures. A call counts under the
 * queue and the acuity that it had last.
 */
export const history = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  calls: z.int().min(0),
  ...levelCounts.omit({ answerWithinSeconds: true }).shape,
  /** Rings at a clinician that ran out without an answer. */
  offersMissed: z.int().min(0),
  levels: z.array(
    z.strictObject({
      queueId: id.queueId,
      queueName: z.string(),
      acuity,
      calls: z.int().min(0),
      ...levelCounts.shape,
    }),
  ),
  /**
   * By the clock on the wall. `hours` is how often that hour came in these days so far: none at 1 on the Sunday in March,
   * two in October.
   */
  arrivals: z.array(
    z.strictObject({
      /** 1 is Monday. */
      weekday: z.int().min(1).max(7),
      hour: z.int().min(0).max(23),
      hours: z.int().min(0),
      calls: z.int().min(0),
    }),
  ),
  /** Seconds from the press to the answer, of answered calls. */
  waits: z.array(
    z.strictObject({
      day: z.iso.date(),
      acuity,
      answered: z.int().min(1),
      p50: seconds,
      p90: seconds,
      p99: seconds,
    }),
  ),
  /** Of answered calls, by the outcome of the last visit; null where none is recorded. */
  outcomes: z.array(z.strictObject({ disposition: disposition.nullable(), calls: z.int().min(1) })),
  /** What one call keeps a clinician busy for: the visit and writing it up, on average. Null without any. */
  handleSeconds: seconds.nullable(),
});
export type History = z.infer<typeof history>;

const longestDays = 366;
const dayMs = 86_400_000;

const params = z.strictObject({ organisationId: id.organisationId });

/** Days of Europe/London, both included. */
const historyQuery = z
  .strictObject({ from: z.iso.date(), to: z.iso.date(), queue: id.queueId.optional() })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / dayMs < longestDays, {
    path: ['to'],
    message: `at most ${longestDays} days`,
  });

/** What managers read, and the operators' way to the queues. */
export const oversightEndpoints = {
  readHistory: {
    method: 'get',
    path: '/api/organisations/:organisationId/history',
    auth: 'person',
    status: 200,
    summary: 'The calls of up to 366 days in figures.',
    params,
    query: historyQuery,
    reply: history,
  },
  exportHistory: {
    method: 'get',
    path: '/api/organisations/:organisationId/history.csv',
    auth: 'person',
    status: 200,
    summary:
      'The same calls one by one (RFC 4180), without patients: ids, times, places, waits and outcomes.',
    produces: 'text/csv',
    params,
    query: historyQuery,
    reply: z.string(),
  },
  openOperations: {
    method: 'post',
    path: '/api/operations/pass',
    auth: 'person',
    status: 201,
    summary:
      'A cookie that lets an administrator look at /operations/queues in this browser for a quarter of an hour.',
    reply: z.strictObject({ expiresAt: instant }),
  },
} as const satisfies Record<string, Endpoint>;
