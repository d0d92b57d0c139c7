import { z } from 'zod';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, name } from '../wire.ts';
import { consent, neededDocument, preflightLight, preflightMark } from './preflight.ts';

/** Whether all is ready for a visit. Of the officers whoever does not work in the prison is not shown the name (A39). */
export const preflightView = z.strictObject({
  bookingId: id.bookingId,
  /** The worst of the marks. */
  light: preflightLight,
  marks: z.array(preflightMark),
  documents: z.array(neededDocument),
  consent,
  interpreterConfirmed: z.boolean(),
  officerName: z.string().nullable(),
  /** How many documents the referral has. */
  files: z.int().min(0),
  /** Said with a change: which state of all this was seen. */
  revision: z.int().min(0),
});
export type PreflightView = z.infer<typeof preflightView>;

const preflightBody = z.strictObject({
  revision: z.int().min(0),
  officerName: name.nullable(),
  consent,
  interpreterConfirmed: z.boolean(),
  documents: z.array(neededDocument).max(10),
});
export type PreflightBody = z.infer<typeof preflightBody>;

const bookingParams = z.strictObject({ bookingId: id.bookingId });

/** What has to be ready before a visit. */
export const preflightEndpoints = {
  listPreflights: {
    method: 'get',
    path: '/api/preflights',
    auth: 'person',
    status: 200,
    summary:
      'Whether all is ready for the visits of some days: of the same bookings as `listBookings`, those that are booked and not begun.',
    query: z.strictObject({ from: wallDate, days: z.coerce.number().int().min(1).max(42).optional() }),
    reply: z.strictObject({ preflights: z.array(preflightView) }),
  },
  readPreflight: {
    method: 'get',
    path: '/api/bookings/:bookingId/preflight',
    auth: 'person',
    status: 200,
    summary: 'Whether all is ready for one visit.',
    params: bookingParams,
    reply: preflightView,
  },
  setPreflight: {
    method: 'put',
    path: '/api/bookings/:bookingId/preflight',
    auth: 'person',
    status: 200,
    summary:
      'Says what is ready: the officer, documents, consent, the interpreter. For who works in the prison. `conflict` when somebody has changed it meanwhile, `wrong-phase` for a booking that is over.',
    params: bookingParams,
    body: preflightBody,
    reply: preflightView,
  },
} as const satisfies Record<string, Endpoint>;
