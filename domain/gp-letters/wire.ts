import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, name, nothing } from '../wire.ts';
import { gpLetterHead, gpLetterSections, odsCode } from './gp-letter.ts';

const visitParams = z.strictObject({ visitId: id.visitId });

const about = {
  visitId: id.visitId,
  head: gpLetterHead,
  sections: gpLetterSections,
};

/** A letter that is drafted from what is recorded, or one that is signed. */
export const gpLetterView = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('draft'),
    ...about,
    /** What the clinician has noted of the visit; in the letter only where they put it there. */
    note: z.string().nullable(),
  }),
  z.strictObject({ state: z.literal('signed'), ...about, letterId: id.gpLetterId, signedAt: instant }),
]);
export type GpLetterView = z.infer<typeof gpLetterView>;

export const gpLetterEntry = z.strictObject({
  visitId: id.visitId,
  patientName: z.string(),
  startedAt: instant,
  /** Null while it is to be signed. */
  signedAt: instant.nullable(),
});
export type GpLetterEntry = z.infer<typeof gpLetterEntry>;

export const gpPracticeView = z.strictObject({
  practiceId: id.gpPracticeId,
  odsCode: z.string(),
  name: z.string(),
});

/** Letters to the GPs of patients who were seen after a call, and which practices there are. */
export const gpLetterEndpoints = {
  listGpPractices: {
    method: 'get',
    path: '/api/gp-practices',
    auth: 'person',
    status: 200,
    summary: 'The GP practices of the organisation, by name.',
    reply: z.strictObject({ practices: z.array(gpPracticeView) }),
  },
  addGpPractice: {
    method: 'post',
    path: '/api/gp-practices',
    auth: 'person',
    status: 201,
    summary: 'Adds a GP practice by its ODS code. `conflict` when there is one of that code.',
    body: z.strictObject({ odsCode, name }),
    reply: z.strictObject({ practiceId: id.gpPracticeId }),
  },
  setGpPractice: {
    method: 'put',
    path: '/api/patients/:patientId/gp-practice',
    auth: 'person',
    status: 200,
    summary:
      'Says which GP practice a patient is registered with; null takes it back. Signed letters stay as they are.',
    params: z.strictObject({ patientId: id.patientId }),
    body: z.strictObject({ practiceId: id.gpPracticeId.nullable() }),
    reply: nothing,
  },
  listGpLetters: {
    method: 'get',
    path: '/api/gp-letters',
    auth: 'person',
    status: 200,
    summary:
      'The visits of the clinician in the last 14 days about which a letter to the GP can be signed, or has been; the newest first.',
    reply: z.strictObject({ letters: z.array(gpLetterEntry) }),
  },
  readGpLetter: {
    method: 'get',
    path: '/api/visits/:visitId/gp-letter',
    auth: 'person',
    status: 200,
    summary:
      'The letter to the GP about a visit of a call: as it is drafted from what is recorded, or as it was signed. For the clinician whose visit it was. `wrong-phase` before an outcome is recorded, and where it is not known who the patient is.',
    params: visitParams,
    reply: gpLetterView,
  },
  signGpLetter: {
    method: 'post',
    path: '/api/visits/:visitId/gp-letter',
    auth: 'person',
    status: 201,
    summary:
      'Signs the letter with these words: from then on nothing of it changes, and it is in the record with its PDF. It is sent to nobody. `conflict` when it is signed already, and when the visit is about another patient than the screen showed, or another practice.',
    params: visitParams,
    body: z.strictObject({
      /** Whom the screen showed, and to which practice. */
      patientId: id.patientId,
      odsCode: z.string().nullable(),
      sections: gpLetterSections,
    }),
    reply: z.strictObject({ letterId: id.gpLetterId }),
  },
  writeGpLetter: {
    method: 'get',
    path: '/api/visits/:visitId/gp-letter/pdf',
    auth: 'person',
    status: 200,
    summary: 'The signed letter as a PDF.',
    params: visitParams,
    produces: 'application/pdf',
    reply: z.file(),
  },
  readGpLetterDocument: {
    method: 'get',
    path: '/api/visits/:visitId/gp-letter/document',
    auth: 'person',
    status: 200,
    summary: 'The signed letter as a FHIR R4 document: a Bundle whose first entry is its Composition.',
    params: visitParams,
    reply: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, Endpoint>;
