import type { GpPracticeId, OrganisationId, PatientId, PersonId, VisitId } from '../ids.ts';
import type { GpLetterFacts, SignedGpLetter } from './gp-letter.ts';

/** A GP practice of an organisation's patients. */
export type GpPractice = {
  readonly practiceId: GpPracticeId;
  readonly odsCode: string;
  readonly name: string;
};

/** A visit of a call about a known patient that has an outcome, for the list of its clinician. */
export type GpLetterRow = {
  readonly visitId: VisitId;
  readonly patientName: string;
  readonly startedAt: Date;
  readonly signedAt: Date | null;
};

export type GpLetterWrites = {
  listPractices(organisationId: OrganisationId): Promise<GpPractice[]>;
  /** Throws `conflict` where the organisation has a practice of that code. */
  addPractice(practice: GpPractice & { organisationId: OrganisationId; by: PersonId }): Promise<void>;
  /** Null takes it back. False where the organisation has no such patient. */
  setPractice(
    patientId: PatientId,
    to: { organisationId: OrganisationId; practiceId: GpPracticeId | null },
  ): Promise<boolean>;
  /** What the service knows of a visit; whoever asks has locked it. */
  findFacts(visitId: VisitId): Promise<GpLetterFacts | undefined>;
  findLetterOf(visitId: VisitId): Promise<SignedGpLetter | undefined>;
  addLetter(letter: SignedGpLetter & { by: PersonId }): Promise<void>;
  /** Visits of the clinician since then, the newest first. */
  listOwn(clinicianId: PersonId, since: Date): Promise<GpLetterRow[]>;
};
