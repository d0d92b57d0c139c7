import { z } from 'zod';
import { nhsNumber } from '../nhs-number.ts';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, instant, name, nothing } from '../wire.ts';
import { grantReason, grantVerdict } from './grant.ts';
import { relationshipKind } from './relationships.ts';

/** What somebody says in their own words; counted as the database counts. */
const said = z
  .string()
  .trim()
  .refine((text) => Array.from(text).length >= 10, 'say it in 10 characters at least')
  .refine((text) => Array.from(text).length <= 500, 'say it in 500 characters at most');

/** By one number that is theirs, or by two things that together are. */
export const findPatientsBody = z.union([
  z.strictObject({ nhsNumber }),
  z.strictObject({ name, dateOfBirth: wallDate }),
]);
export type FindPatientsBody = z.infer<typeof findPatientsBody>;

/** Enough to tell whether this is who was meant: what was typed is confirmed, and beside it no more than name and year. */
export const foundPatient = z.strictObject({
  patientId: id.patientId,
  name: z.string(),
  yearOfBirth: z.int(),
  /** Null where it was not typed. */
  dateOfBirth: wallDate.nullable(),
  nhsNumber: z.string().nullable(),
  /** By which the asker may see the record; none: not without saying why. */
  relationships: z.array(relationshipKind),
});
export type FoundPatient = z.infer<typeof foundPatient>;

/** One opening, as whoever has opened it sees it. */
export const ownGrant = z.strictObject({
  grantId: id.recordGrantId,
  reason: grantReason,
  openedAt: instant,
  endsAt: instant,
});
export type OwnGrant = z.infer<typeof ownGrant>;

/** By what somebody may see a record. */
export const patientAccess = z.strictObject({
  patientId: id.patientId,
  name: z.string(),
  yearOfBirth: z.int(),
  relationships: z.array(relationshipKind),
  /** The opening that stands; null where there is none. */
  grant: ownGrant.nullable(),
});
export type PatientAccess = z.infer<typeof patientAccess>;

/** One opening, as whoever reviews it sees it. */
export const openedRecord = ownGrant.extend({
  personName: z.string(),
  /** Whether it is one of the asker, who cannot review it. */
  own: z.boolean(),
  patientId: id.patientId,
  patientName: z.string(),
  siteName: z.string(),
  words: z.string(),
  /** It should have been reviewed by now. */
  overdue: z.boolean(),
  /** What was read by it, oldest first. */
  reads: z.array(z.strictObject({ at: instant, what: z.string() })),
  moreReads: z.boolean(),
  review: z
    .strictObject({ verdict: grantVerdict, words: z.string(), by: z.string(), at: instant })
    .nullable(),
});
export type OpenedRecordView = z.infer<typeof openedRecord>;

const patientParams = z.strictObject({ patientId: id.patientId });
const grantParams = z.strictObject({ grantId: id.recordGrantId });

/** Finding a patient, and opening a record without a relationship. */
export const grantEndpoints = {
  findPatients: {
    method: 'post',
    path: '/api/patients/find',
    auth: 'person',
    status: 200,
    summary:
      'Finds patients of the own organisation by NHS number, or by name and date of birth: 20 at most. Says who they are and nothing of their record. The search is audited, and everybody whom it finds.',
    body: findPatientsBody,
    reply: z.strictObject({ patients: z.array(foundPatient), more: z.boolean() }),
  },
  readPatientAccess: {
    method: 'get',
    path: '/api/patients/:patientId/access',
    auth: 'person',
    status: 200,
    summary:
      'By what the asker may see the record of a patient, and for how long it is open to them. Audited.',
    params: patientParams,
    reply: patientAccess,
  },
  openRecord: {
    method: 'post',
    path: '/api/patients/:patientId/break-glass',
    auth: 'person',
    status: 201,
    summary:
      'Opens the record of a patient to whom the clinician has no relationship, with a reason, for an hour. Managers are warned, and somebody else reviews it. `wrong-phase` where the clinician can see the record anyway.',
    params: patientParams,
    body: z.strictObject({ reason: grantReason, words: said }),
    reply: ownGrant,
  },
  endRecordGrant: {
    method: 'post',
    path: '/api/record-grants/:grantId/end',
    auth: 'person',
    status: 200,
    summary: 'Ends an own opening of a record before its time. Idempotent.',
    params: grantParams,
    reply: nothing,
  },
  listOpenedRecords: {
    method: 'get',
    path: '/api/record-grants',
    auth: 'person',
    status: 200,
    summary:
      'Records that were opened without a relationship: those to be reviewed, oldest first, and those reviewed in the last 30 days. Audited.',
    reply: z.strictObject({
      toReview: z.array(openedRecord),
      reviewed: z.array(openedRecord),
      /** There are more to be reviewed than are listed. */
      more: z.boolean(),
    }),
  },
  reviewRecordGrant: {
    method: 'post',
    path: '/api/record-grants/:grantId/review',
    auth: 'person',
    status: 200,
    summary:
      'Says whether it was justified to open a record. `forbidden` for whoever has opened it, `wrong-phase` when somebody has said so already.',
    params: grantParams,
    body: z.strictObject({ verdict: grantVerdict, words: said }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
