import { z } from 'zod';
import { endReason } from '../calls/call.ts';
import { bookingOutcome } from '../clinics/attendance.ts';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { disposition } from '../visits/outcome.ts';
import { type Endpoint, instant } from '../wire.ts';
import { relationshipKinds } from '../record/relationships.ts';

/** One line of a record, in words. */
export const recordEntry = z.strictObject({
  text: z.string(),
  /** What else is said of it, each in words of its own. */
  more: z.array(z.string()),
  /** Its state in words; null where there is nothing to say. */
  state: z.string().nullable(),
  /** Whether it is so now. What is past is listed after what is so. */
  current: z.boolean(),
  /** When it was true, as exact as it was written; null where nobody has said it. */
  when: z.string().nullable(),
  /** Who has written it: a partner's system, a site, or this service. */
  source: z.string(),
});
export type RecordEntry = z.infer<typeof recordEntry>;

/** One value of a series. `number` is for drawing it; null where the value is no number, or is below or above one. */
export const recordPoint = z.strictObject({
  at: instant.nullable(),
  when: z.string().nullable(),
  text: z.string(),
  number: z.number().nullable(),
  /** That it was corrected, or is not final; null of any other. */
  note: z.string().nullable(),
  source: z.string(),
});
export type RecordPoint = z.infer<typeof recordPoint>;

/** All values of one kind in one unit, the newest first. */
export const recordSeries = z.strictObject({
  name: z.string(),
  unit: z.string().nullable(),
  points: z.array(recordPoint),
});
export type RecordSeries = z.infer<typeof recordSeries>;

/** What the service has done for the patient before. */
export const recordContact = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('call'),
    at: instant,
    siteName: z.string(),
    concern: z.string().nullable(),
    endReason,
    /** Null while it is not written. */
    outcome: z
      .strictObject({ disposition, advice: z.string().nullable(), byName: z.string(), recordedAt: instant })
      .nullable(),
  }),
  z.strictObject({
    kind: z.literal('booking'),
    at: instant,
    service: z.string(),
    siteName: z.string(),
    siteKind: z.string(),
    clinicianName: z.string(),
    outcome: bookingOutcome.nullable(),
  }),
  z.strictObject({
    kind: z.literal('letter'),
    /** When it was signed. */
    at: instant,
    service: z.string(),
    byName: z.string(),
    seenAt: instant,
    /** What it asks for, in the words of whoever wrote it; null where nothing was written there. */
    plan: z.string().nullable(),
  }),
]);
export type RecordContact = z.infer<typeof recordContact>;

/** The parts of a record, in the order in which they are read. */
export const recordParts = [
  'allergies',
  'problems',
  'medicines',
  'flags',
  'plans',
  'observations',
  'contacts',
] as const;
export type RecordPart = (typeof recordParts)[number];

/** The record of one patient as a clinician reads it. Empty is that nothing is recorded, which is not that there is none. */
export const recordView = z.strictObject({
  patient: z.strictObject({
    patientId: id.patientId,
    name: z.string(),
    dateOfBirth: wallDate,
    nhsNumber: z.string().nullable(),
    /** Where they live, in words. In prison no wing and no cell. */
    place: z.string(),
  }),
  /** By which relationships it is seen. */
  relationships: z.array(z.enum(relationshipKinds)).min(1),
  readAt: instant,
  allergies: z.array(recordEntry),
  problems: z.array(recordEntry),
  medicines: z.array(recordEntry),
  flags: z.array(recordEntry),
  plans: z.array(recordEntry),
  observations: z.array(recordSeries),
  /** The newest first, ten at most. */
  contacts: z.array(recordContact),
  /** Of which parts there is more in the record than is here. */
  more: z.array(z.enum(recordParts)),
});
export type RecordView = z.infer<typeof recordView>;

/** The record as the clinician sees it in a call, a visit and a write-up. */
export const recordEndpoints = {
  readRecord: {
    method: 'get',
    path: '/api/patients/:patientId/record',
    auth: 'person',
    status: 200,
    summary:
      'What is recorded of a patient, in words, for a clinician with a legitimate relationship to them; `not-found` for everybody else. The read is audited.',
    params: z.strictObject({ patientId: id.patientId }),
    reply: recordView,
  },
} as const satisfies Record<string, Endpoint>;
