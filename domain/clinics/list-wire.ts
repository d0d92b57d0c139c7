import { z } from 'zod';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { listRow, prisonList } from './prison-list.ts';
import { slip } from './slip.ts';
import { securityMark, whereabouts } from './whereabouts.ts';
import { prisonNumber } from './wire.ts';

const siteParams = z.strictObject({ siteId: id.siteId });
const bookingParams = z.strictObject({ bookingId: id.bookingId });
const mark = securityMark.options.join('|');

/** Which marks are wanted, with commas between them: `acct,peep`. */
const marksAsked = z
  .string()
  .regex(new RegExp(`^(?:${mark})(?:,(?:${mark}))*$`), 'must be marks with commas between them')
  .optional();

/** A list of a prison for a day. It is whole: `total` is how many patients are to be brought. */
export const prisonListView = z.strictObject({
  siteId: id.siteId,
  siteName: z.string(),
  day: wallDate,
  readAt: instant,
  total: z.int().min(0),
  /** When the list of that day was printed last; changes are since then. */
  printedAt: instant.nullable(),
  rows: z.array(listRow),
});
export type PrisonListView = z.infer<typeof prisonListView>;

/** Why a prison number is added or corrected. */
export const prisonNumberReason = z.enum(['not-known-before', 'typed-wrong', 'given-new']);
export type PrisonNumberReason = z.infer<typeof prisonNumberReason>;

const prisonNumberBody = z.strictObject({
  /** Null takes one away that is not theirs. */
  prisonNumber: prisonNumber.nullable(),
  /** As it was when the form was opened: `conflict` when somebody has changed it since. */
  seen: prisonNumber.nullable(),
  reason: prisonNumberReason,
});
export type PrisonNumberBody = z.infer<typeof prisonNumberBody>;

/** What a prison needs on the day: whom officers bring when, and what the patient carries. */
export const listEndpoints = {
  setWhereabouts: {
    method: 'put',
    path: '/api/patients/:patientId/whereabouts',
    auth: 'person',
    status: 200,
    summary:
      'Says on which wing and in which cell a patient is, and what officers have to know. For who works in the prison.',
    params: z.strictObject({ patientId: id.patientId }),
    body: whereabouts.extend({
      /** As it was when the form was opened: `conflict` when somebody has changed it since. */
      seen: whereabouts.optional(),
    }),
    reply: nothing,
  },
  setPrisonNumber: {
    method: 'put',
    path: '/api/patients/:patientId/prison-number',
    auth: 'person',
    status: 200,
    summary:
      'Adds or corrects the prison number of a patient. For who works in the prison. `conflict` when another patient has it; `moved` where what is known of the number says that the patient is in another prison.',
    params: z.strictObject({ patientId: id.patientId }),
    body: prisonNumberBody,
    reply: z.strictObject({ moved: z.boolean() }),
  },
  listOwnPrisons: {
    method: 'get',
    path: '/api/own-prisons',
    auth: 'person',
    status: 200,
    summary: 'The prisons in which the person works, by name: those whose lists they can read.',
    reply: z.strictObject({ prisons: z.array(z.strictObject({ siteId: id.siteId, name: z.string() })) }),
  },
  readMovementList: {
    method: 'get',
    path: '/api/sites/:siteId/movement-list',
    auth: 'person',
    status: 200,
    summary:
      'Whom officers bring on a day, when and where, in the order of the times; what has changed since the list was printed is marked. Nothing of the clinic.',
    params: siteParams,
    query: z.strictObject({ day: wallDate }),
    reply: prisonListView,
  },
  readUnlockList: {
    method: 'get',
    path: '/api/sites/:siteId/unlock-list',
    auth: 'person',
    status: 200,
    summary: 'The same by wing, with the security marks that are asked for.',
    params: siteParams,
    query: z.strictObject({ day: wallDate, marks: marksAsked }),
    reply: prisonListView,
  },
  printList: {
    method: 'post',
    path: '/api/sites/:siteId/list-prints',
    auth: 'person',
    status: 201,
    summary:
      'Keeps what a list says as it is printed: from then on changes are marked against it. Answers with the list to be printed; the movement list has no marks.',
    params: siteParams,
    body: z.strictObject({
      list: prisonList,
      day: wallDate,
      marks: z.array(securityMark).max(securityMark.options.length).optional(),
    }),
    reply: prisonListView,
  },
  readSlip: {
    method: 'get',
    path: '/api/bookings/:bookingId/slip/view',
    auth: 'person',
    status: 200,
    summary:
      'What a patient carries to a clinic, with the bars of its reference. `wrong-phase` for a booking that is not to be kept.',
    params: bookingParams,
    reply: slip.extend({ bars: z.array(z.int().min(1)) }),
  },
  writeSlip: {
    method: 'get',
    path: '/api/bookings/:bookingId/slip',
    auth: 'person',
    status: 200,
    summary: 'The same as a PDF.',
    params: bookingParams,
    produces: 'application/pdf',
    reply: z.file(),
  },
} as const satisfies Record<string, Endpoint>;
