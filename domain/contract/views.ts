import { z } from 'zod';
import { role } from '../actors.ts';
import { acuity, endReason, visitEndReason } from '../calls/call.ts';
import { disposition } from '../calls/outcome.ts';
import { pauseReason } from '../clinicians/presence.ts';
import * as id from '../ids.ts';

/** Instants cross the wire as ISO 8601 in UTC. */
export const instant = z.iso.datetime();

const text = (max: number) => z.string().trim().min(1).max(max);

/** NHS number: ten digits whose last is the modulus-11 check digit (NHS Data Dictionary). */
export const nhsNumber = z
  .string()
  .transform((value) => value.replaceAll(/[\s-]/g, ''))
  .refine((value) => /^\d{10}$/.test(value) && checkDigitFits(value), 'not a valid NHS number');

function checkDigitFits(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 9)).reduce(
    (total, digit, place) => total + Number(digit) * (10 - place),
    0,
  );
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

/** What staff may say about a call. A field left out stays as it is; `null` clears it. */
export const describedDetails = z.strictObject({
  staffName: text(100).nullable().optional(),
  patientName: text(100).nullable().optional(),
  dateOfBirth: z.iso.date().nullable().optional(),
  nhsNumber: nhsNumber.nullable().optional(),
  concern: text(1000).nullable().optional(),
});

export const callDetails = z.strictObject({
  staffName: z.string().nullable(),
  patientName: z.string().nullable(),
  dateOfBirth: z.string().nullable(),
  nhsNumber: z.string().nullable(),
  concern: z.string().nullable(),
});

export const outcomeView = z.strictObject({
  disposition,
  /** What was agreed, in words the station's staff are shown. */
  advice: z.string().nullable(),
  recordedAt: instant,
});

/** A call as its own station sees it. */
export const stationCall = z.strictObject({
  callId: id.callId,
  roomId: id.roomId,
  acuity,
  details: callDetails,
  placedAt: instant,
  life: z.discriminatedUnion('phase', [
    z.strictObject({ phase: z.literal('waiting'), position: z.int().min(1) }),
    z.strictObject({
      phase: z.literal('ringing'),
      position: z.int().min(1),
      clinicianName: z.string(),
      since: instant,
    }),
    z.strictObject({
      phase: z.literal('active'),
      visitId: id.visitId,
      clinicianName: z.string(),
      since: instant,
    }),
    z.strictObject({
      phase: z.literal('ended'),
      reason: endReason,
      visitEnd: visitEndReason.nullable(),
      clinicianName: z.string().nullable(),
      at: instant,
      outcome: outcomeView.nullable(),
    }),
  ]),
});
export type StationCall = z.infer<typeof stationCall>;

/** Everything a station's screen shows. `lastCall` is the most recent ended one of the last 12 hours. */
export const stationState = z.strictObject({
  kind: z.literal('station'),
  station: z.strictObject({
    stationId: id.stationId,
    name: z.string(),
    siteName: z.string(),
    organisationName: z.string(),
  }),
  cliniciansOnCall: z.int().min(0),
  call: stationCall.nullable(),
  lastCall: stationCall.nullable(),
});
export type StationState = z.infer<typeof stationState>;

/** A call as the clinician who is rung, or who visits, sees it. */
export const callCard = z.strictObject({
  callId: id.callId,
  roomId: id.roomId,
  siteName: z.string(),
  siteKind: z.string(),
  sitePhone: z.string().nullable(),
  stationName: z.string(),
  acuity,
  details: callDetails,
  placedAt: instant,
});
export type CallCard = z.infer<typeof callCard>;

export const presenceView = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('away') }),
  z.strictObject({ state: z.literal('available'), since: instant }),
  z.strictObject({ state: z.literal('paused'), reason: pauseReason, since: instant }),
  z.strictObject({ state: z.literal('ringing'), offerId: id.offerId }),
  z.strictObject({ state: z.literal('busy'), visitId: id.visitId.nullable() }),
  z.strictObject({ state: z.literal('wrap-up'), visitId: id.visitId, until: instant }),
]);
export type PresenceView = z.infer<typeof presenceView>;

export const offerView = z.strictObject({
  offerId: id.offerId,
  card: callCard,
  rangAt: instant,
  deadline: instant,
});
export type OfferView = z.infer<typeof offerView>;

export const visitView = z.strictObject({ visitId: id.visitId, card: callCard, startedAt: instant });
export type VisitView = z.infer<typeof visitView>;

/** A visit that has ended and has no outcome yet. */
export const missingOutcome = z.strictObject({
  visitId: id.visitId,
  card: callCard,
  startedAt: instant,
  endedAt: instant,
  reason: visitEndReason,
});
export type MissingOutcome = z.infer<typeof missingOutcome>;

/** Everything a clinician's screen shows but the board. `missingOutcomes` is oldest first. */
export const clinicianState = z.strictObject({
  kind: z.literal('clinician'),
  clinician: z.strictObject({ clinicianId: id.personId, name: z.string(), organisationName: z.string() }),
  presence: presenceView,
  offer: offerView.nullable(),
  visit: visitView.nullable(),
  missingOutcomes: z.array(missingOutcome),
});
export type ClinicianState = z.infer<typeof clinicianState>;

/** The state of an audience and the number of the last fact told to it. A higher number is newer. */
export const audienceState = z.strictObject({
  seq: z.int().min(0),
  /** The server's clock, so that a browser with a wrong one shows right waiting times. */
  now: instant,
  state: z.discriminatedUnion('kind', [stationState, clinicianState]),
});
export type AudienceState = z.infer<typeof audienceState>;

/** Who is on call and what is waiting, in one organisation; `waiting` is in routing order. No patient data. */
export const board = z.strictObject({
  now: instant,
  waiting: z.array(
    z.strictObject({
      callId: id.callId,
      siteName: z.string(),
      acuity,
      placedAt: instant,
      ringing: z.string().nullable(),
    }),
  ),
  clinicians: z.array(
    z.strictObject({
      clinicianId: id.personId,
      name: z.string(),
      state: z.enum(['available', 'paused', 'ringing', 'busy', 'wrap-up']),
      reachable: z.boolean(),
    }),
  ),
});
export type Board = z.infer<typeof board>;

export const me = z.strictObject({
  personId: id.personId,
  name: z.string(),
  email: z.string(),
  organisationId: id.organisationId,
  organisationName: z.string(),
  roles: z.array(role),
  mustChangePassword: z.boolean(),
});
export type Me = z.infer<typeof me>;
