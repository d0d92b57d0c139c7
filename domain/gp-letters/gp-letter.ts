import { z } from 'zod';
import * as id from '../ids.ts';
import type { CallId, ClinicianId, OrganisationId, PatientId, VisitId } from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import type { RecordedOutcome } from '../visits/outcome.ts';
import { instant } from '../wire.ts';

/**
 * The headings of a letter to a GP, in their order on paper. Their names are those of the Professional Record Standards Body's
 * outpatient letter standard, as `domain/clinics/letter.ts` has them; the two that a call has beside them are ours.
 */
export const gpLetterHeadings = {
  reason: 'Reason for the call',
  observations: 'Observations',
  summary: 'Clinical summary',
  medications: 'Medications and medical devices',
  decision: 'Decision',
  advice: 'Information and advice given',
  plan: 'Plan and requested actions',
} as const;

export type GpLetterSection = keyof typeof gpLetterHeadings;
export const gpLetterSectionNames = Object.keys(gpLetterHeadings) as GpLetterSection[];

const text = z.string().max(5000);

/** What is written under each heading; one without a word is left out on paper. */
export const gpLetterSections = z.strictObject({
  reason: text,
  observations: text,
  summary: z.string().max(10_000),
  medications: text,
  decision: text,
  advice: text,
  plan: text,
});
export type GpLetterSections = z.infer<typeof gpLetterSections>;

/** By its code of NHS England's Organisation Data Service. */
export const odsCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{3,8}$/, 'must be an ODS code: 3 to 8 letters and digits');

/** Of whom the letter is, from whom and to whom: kept with it as it was when it was signed. */
export const gpLetterHead = z.strictObject({
  organisationName: z.string(),
  siteName: z.string(),
  patient: z.strictObject({
    patientId: id.patientId,
    name: z.string(),
    dateOfBirth: wallDate,
    nhsNumber: z.string().nullable(),
  }),
  /** Null where nobody has said which practice it is. */
  practice: z.strictObject({ odsCode: z.string(), name: z.string() }).nullable(),
  seenAt: instant,
  writtenBy: z.string(),
  /** For who reads documents by machine. */
  organisationId: id.organisationId,
  writerId: id.personId,
});
export type GpLetterHead = z.infer<typeof gpLetterHead>;

/** A letter that nothing changes any more. */
export type SignedGpLetter = {
  readonly letterId: id.GpLetterId;
  readonly organisationId: OrganisationId;
  readonly visitId: VisitId;
  readonly patientId: PatientId;
  readonly head: GpLetterHead;
  readonly sections: GpLetterSections;
  readonly signedAt: Date;
};

/** An answer of the SBARD that is about the patient of the letter. */
export type SaidInSbard = {
  readonly linkId: string;
  readonly value: string;
  readonly side: 'station' | 'clinician';
};

/** What the service knows of a visit that a letter can be about. */
export type GpLetterFacts = {
  readonly visitId: VisitId;
  readonly organisationId: OrganisationId;
  readonly organisationName: string;
  readonly siteName: string;
  readonly clinicianId: ClinicianId;
  readonly clinicianName: string;
  readonly startedAt: Date;
  /** Null for a booked visit, which has the letter of its clinic. */
  readonly callId: CallId | null;
  readonly concern: string | null;
  /** Null while nobody has said which patient it is. */
  readonly patient: GpLetterHead['patient'] | null;
  readonly practice: GpLetterHead['practice'];
  readonly outcome: RecordedOutcome | null;
  readonly sbard: readonly SaidInSbard[];
};
