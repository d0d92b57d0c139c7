import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { wallDate } from './wall-clock.ts';

/** A time in which nobody can be rung for a queue. */
export const coverGapView = z.strictObject({
  queueId: id.queueId,
  queueName: z.string(),
  from: instant,
  until: instant,
  /** The names of those who are on its rota then and would not be rung: disabled, or without a skill that it requires. */
  unable: z.array(z.string()),
});
export type CoverGapView = z.infer<typeof coverGapView>;

const organisationParams = z.strictObject({ organisationId: id.organisationId });
const shiftParams = z.strictObject({ shiftId: id.shiftId });

const tier = z.union([z.literal(1), z.literal(2)]);

/** When a clinician is on call. Instants; the rota's wall clock is that of Europe/London. */
export const shiftView = z.strictObject({
  shiftId: id.shiftId,
  clinicianId: id.personId,
  startsAt: instant,
  endsAt: instant,
  queueIds: z.array(id.queueId),
  tier,
});
export type ShiftView = z.infer<typeof shiftView>;

const shiftBody = z.strictObject({
  clinicianId: id.personId,
  startsAt: instant,
  endsAt: instant,
  queueIds: z.array(id.queueId).min(1, 'choose at least one queue').max(50),
  tier,
});
export type ShiftBody = z.infer<typeof shiftBody>;

const rota = z.strictObject({
  from: instant,
  until: instant,
  shifts: z.array(shiftView),
  /** Who can be put on the rota, and everybody who is on it in this time. */
  clinicians: z.array(z.strictObject({ clinicianId: id.personId, name: z.string(), active: z.boolean() })),
  queues: z.array(z.strictObject({ queueId: id.queueId, name: z.string() })),
  coverGaps: z.array(coverGapView),
});
export type Rota = z.infer<typeof rota>;

/** Why a shift was not copied or imported. */
export const leftOutReason = z.enum(['times', 'length', 'clinician', 'queue', 'overlap']);

const copied = z.strictObject({
  added: z.int().min(0),
  leftOut: z.array(
    z.strictObject({
      clinicianId: id.personId,
      startsAt: instant,
      endsAt: instant,
      why: leftOutReason,
    }),
  ),
});
export type CopiedWeek = z.infer<typeof copied>;

/** Why an event of a calendar did not become a shift. */
export const unreadReason = z.enum([
  'no-times',
  'whole-day',
  'cancelled',
  'outside-window',
  'too-many',
  'unknown-zone',
]);

const importedEvent = z.strictObject({
  uid: z.string(),
  startsAt: instant.nullable(),
  result: z.enum(['added', 'changed', 'unchanged', 'left-out']),
  why: z.union([leftOutReason, unreadReason]).nullable(),
  shiftId: id.shiftId.nullable(),
});
const imported = z.strictObject({ events: z.array(importedEvent) });
export type ImportedEvent = z.infer<typeof importedEvent>;
export type ImportedRota = z.infer<typeof imported>;

/** The largest calendar that is read. */
export const largestCalendar = 256 * 1024;

/** The rota: what managers keep and clinicians read. */
export const rotaEndpoints = {
  listRota: {
    method: 'get',
    path: '/api/organisations/:organisationId/rota',
    auth: 'person',
    status: 200,
    summary: 'The rota of some days by the London calendar, with the gaps in the cover of each queue.',
    params: organisationParams,
    query: z.strictObject({ from: wallDate, days: z.coerce.number().int().min(1).max(42).optional() }),
    reply: rota,
  },
  addShift: {
    method: 'post',
    path: '/api/organisations/:organisationId/shifts',
    auth: 'person',
    status: 201,
    summary: 'Puts a clinician on the rota. `conflict` when they have a shift at that time already.',
    params: organisationParams,
    body: shiftBody,
    reply: shiftView,
  },
  changeShift: {
    method: 'put',
    path: '/api/shifts/:shiftId',
    auth: 'person',
    status: 200,
    summary: 'Changes a shift. `conflict` when it would overlap another one of the same clinician.',
    params: shiftParams,
    body: shiftBody,
    reply: shiftView,
  },
  removeShift: {
    method: 'post',
    path: '/api/shifts/:shiftId/removal',
    auth: 'person',
    status: 200,
    summary: 'Takes a shift off the rota.',
    params: shiftParams,
    reply: nothing,
  },
  copyWeek: {
    method: 'post',
    path: '/api/organisations/:organisationId/rota/copy',
    auth: 'person',
    status: 201,
    summary:
      'Copies the seven days from one date to those from another, at the same times by the clock. What would overlap is left out.',
    params: organisationParams,
    body: z.strictObject({ from: wallDate, to: wallDate }),
    reply: copied,
  },
  exportRota: {
    method: 'get',
    path: '/api/organisations/:organisationId/rota/calendar',
    auth: 'person',
    status: 200,
    summary: 'The rota, or one clinician’s, from four weeks ago to a year ahead, as iCalendar.',
    params: organisationParams,
    query: z.strictObject({ clinicianId: id.personId.optional() }),
    produces: 'text/calendar',
    reply: z.string(),
  },
  importRota: {
    method: 'post',
    path: '/api/organisations/:organisationId/rota/calendar',
    auth: 'person',
    status: 200,
    summary:
      'Reads an iCalendar file of at most 256 KiB into the rota: from a week ago to twelve weeks ahead, each event told apart.',
    params: organisationParams,
    query: z.strictObject({
      /** For events that name none: this queue, else all of them. */
      queueId: id.queueId.optional(),
      tier: z.enum(['1', '2']).optional(),
    }),
    consumes: 'text/calendar',
    body: z.string().min(1).max(largestCalendar),
    reply: imported,
  },
} as const satisfies Record<string, Endpoint>;
