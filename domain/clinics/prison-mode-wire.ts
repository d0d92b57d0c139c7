import { z } from 'zod';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { clockTime, referralPriority } from './clinic.ts';
import { eventKind, eventSource } from './person-event.ts';
import { bookingView } from './wire.ts';
import { wing } from './whereabouts.ts';

const siteParams = z.strictObject({ siteId: id.siteId });
const patientParams = z.strictObject({ patientId: id.patientId });
/** From `startsAt` until just before `endsAt`. */
const span = { startsAt: instant, endsAt: instant };
const reason = z.string().trim().min(1).max(200);

export const stationBlockView = z.strictObject({
  blockId: id.stationBlockId,
  stationId: id.stationId,
  stationName: z.string(),
  ...span,
  reason: z.string(),
  madeByName: z.string(),
});
export type StationBlockView = z.infer<typeof stationBlockView>;

const stationBlockBody = z.strictObject({ stationId: id.stationId, ...span, reason });
export type StationBlockBody = z.infer<typeof stationBlockBody>;

const blocksOfPrison = z.strictObject({
  siteId: id.siteId,
  name: z.string(),
  stations: z.array(z.strictObject({ stationId: id.stationId, name: z.string() })),
  /** Those that are not over, earliest first. */
  blocks: z.array(stationBlockView),
});
export type BlocksOfPrison = z.infer<typeof blocksOfPrison>;

export const personEventView = z.strictObject({
  eventId: id.personEventId,
  kind: eventKind,
  onDate: wallDate,
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  source: eventSource,
  external: z.boolean(),
});
export type PersonEventView = z.infer<typeof personEventView>;

const personEventBody = z.strictObject({
  kind: eventKind,
  onDate: wallDate,
  /** By the clock of Europe/London; an end needs a start. */
  startsAtClock: clockTime.nullable(),
  endsAtClock: clockTime.nullable(),
  external: z.boolean(),
});
export type PersonEventBody = z.infer<typeof personEventBody>;

export const movementStopView = z.strictObject({
  stopId: id.movementStopId,
  siteId: id.siteId,
  ...span,
  /** Null for the whole prison. */
  wings: z.array(z.string()).nullable(),
  reason: z.string(),
  madeByName: z.string(),
  madeAt: instant,
  /** How many bookings it has cancelled that have not come back. */
  cancelled: z.int().min(0),
});
export type MovementStopView = z.infer<typeof movementStopView>;

/** Without wings it is for the whole prison. */
const movementStopBody = z.strictObject({
  ...span,
  reason,
  wings: z.array(wing).min(1).max(40).nullable().optional(),
});

/** The same in an address: `B,C`. */
const wingsAsked = z
  .string()
  .max(600)
  .regex(/^[A-Z0-9][A-Z0-9 -]{0,11}(?:,[A-Z0-9][A-Z0-9 -]{0,11})*$/, 'must be wings with commas between them')
  .optional();

export type MovementStopBody = z.infer<typeof movementStopBody>;

const stopsOfPrison = z.strictObject({
  siteId: id.siteId,
  name: z.string(),
  /** The wings on which patients are known to be. */
  wings: z.array(z.string()),
  /** Those that stand and are not over, earliest first. */
  stops: z.array(movementStopView),
});
export type StopsOfPrison = z.infer<typeof stopsOfPrison>;

const bookingGroups = z.array(
  z.strictObject({ service: z.string(), priority: referralPriority, bookings: z.int().min(1) }),
);

export const stopPreview = z.strictObject({
  /** The patient is in front of the camera: not cut off. */
  running: bookingGroups,
  /** The patient is being brought or taken back: not cancelled. */
  begun: bookingGroups,
  /** These would be cancelled. */
  toCome: bookingGroups,
  /** Times that somebody holds and has not booked yet: they would be given up. */
  held: z.int().min(0),
});
export type StopPreview = z.infer<typeof stopPreview>;

/** A booking that has not come back when the stop was lifted, and why. */
export const notRestored = z.strictObject({
  bookingId: id.bookingId,
  reference: z.string(),
  service: z.string(),
  startsAt: instant,
  /** Null for who may not see the patients of that prison. */
  patientName: z.string().nullable(),
  why: z.enum([
    'too-late',
    'taken',
    'booked-again',
    'referral-closed',
    'clinic-cancelled',
    'clinic-moved',
    'movements-stopped',
    'station-blocked',
    'transfer',
  ]),
});
export type NotRestored = z.infer<typeof notRestored>;

/** What a prison can do beside booking: stations that are not used, what else patients have on, and lockdowns. */
export const prisonModeEndpoints = {
  listStationBlocks: {
    method: 'get',
    path: '/api/station-blocks',
    auth: 'person',
    status: 200,
    summary: 'The stations of the prisons in which the person works, and when they are not used for clinics.',
    reply: z.strictObject({ prisons: z.array(blocksOfPrison) }),
  },
  addStationBlock: {
    method: 'post',
    path: '/api/sites/:siteId/station-blocks',
    auth: 'person',
    status: 201,
    summary:
      'Says that a station is not used for clinics for a time; it is free again at the end by itself. Answers with the bookings in that time, of which nothing is changed. `conflict` when it is blocked already for a part of it.',
    params: siteParams,
    body: stationBlockBody,
    reply: z.strictObject({ block: stationBlockView, bookings: z.array(bookingView) }),
  },
  liftStationBlock: {
    method: 'post',
    path: '/api/station-blocks/:blockId/lifting',
    auth: 'person',
    status: 200,
    summary: 'Ends a block early. A second time there is nothing left to do.',
    params: z.strictObject({ blockId: id.stationBlockId }),
    reply: nothing,
  },
  listPersonEvents: {
    method: 'get',
    path: '/api/patients/:patientId/events',
    auth: 'person',
    status: 200,
    summary: 'What else a patient has on from today on, for who works in their prison.',
    params: patientParams,
    reply: z.strictObject({ events: z.array(personEventView) }),
  },
  addPersonEvent: {
    method: 'post',
    path: '/api/patients/:patientId/events',
    auth: 'person',
    status: 201,
    summary:
      'Says what else a patient has on: its kind and time, nothing of its content. Answers with the bookings of that time, of which nothing is changed.',
    params: patientParams,
    body: personEventBody,
    reply: z.strictObject({ event: personEventView, bookings: z.array(bookingView) }),
  },
  removePersonEvent: {
    method: 'post',
    path: '/api/person-events/:eventId/removal',
    auth: 'person',
    status: 200,
    summary: 'Takes back what else a patient has on.',
    params: z.strictObject({ eventId: id.personEventId }),
    reply: nothing,
  },
  listMovementStops: {
    method: 'get',
    path: '/api/movement-stops',
    auth: 'person',
    status: 200,
    summary: 'The prisons whose movements the person may stop, and the stops that stand.',
    reply: z.strictObject({ prisons: z.array(stopsOfPrison) }),
  },
  previewMovementStop: {
    method: 'get',
    path: '/api/sites/:siteId/movement-stops/preview',
    auth: 'person',
    status: 200,
    summary:
      'What a stop of movements would meet: bookings by how far they are, by service and priority. Names nobody.',
    params: siteParams,
    query: z.strictObject({ ...span, wings: wingsAsked }),
    reply: stopPreview,
  },
  stopMovements: {
    method: 'post',
    path: '/api/sites/:siteId/movement-stops',
    auth: 'person',
    status: 201,
    summary:
      'Stops movements in a prison, or on some of its wings, for a time: cancels every booking in it that has not begun with the code `lockdown`, and keeps the time from being booked. The referrals are to be booked again, with their clocks and priorities. `conflict` when they are stopped already for a part of it.',
    params: siteParams,
    body: movementStopBody,
    reply: z.strictObject({
      stop: movementStopView,
      cancelled: z.int().min(0),
      /** Not cancelled, because the patient had left the cell. */
      begun: z.int().min(0),
    }),
  },
  liftMovementStop: {
    method: 'post',
    path: '/api/movement-stops/:stopId/lifting',
    auth: 'person',
    status: 200,
    summary:
      'Lifts a stop: bookings whose times are still free come back as they were; the others stay to be booked again, and are named. `wrong-phase` when it has been lifted.',
    params: z.strictObject({ stopId: id.movementStopId }),
    reply: z.strictObject({ restored: z.int().min(0), notRestored: z.array(notRestored) }),
  },
} as const satisfies Record<string, Endpoint>;
