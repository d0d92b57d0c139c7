import type { OrganisationId, PatientId } from '../ids.ts';

/** A patient of clinics of whom nothing is open, with all records merged into them, and what decides how long they are kept. */
export type EndedPatient = {
  patientId: PatientId;
  organisationId: OrganisationId;
  /** The day in London on which the last referral, booking, visit or task of theirs ended, or a call with their NHS number. */
  lastSeenOn: string;
  /** More than one where the records merged into them differ. */
  datesOfBirth: readonly string[];
  /** Where to go on after this one. */
  position: EndedPatientPosition;
};

/** Patients are gone through in the order in which they were added. */
export type EndedPatientPosition = { addedAt: string; patientId: PatientId };

export type PatientRetentionReads = {
  /** Patients of whom everything ended before then, those added first before the others. */
  listEndedPatients(page: {
    endedBefore: Date;
    after: EndedPatientPosition | null;
    limit: number;
  }): Promise<EndedPatient[]>;
};

export type PatientRetentionWrites = {
  /** Locks those of the patients of whom nothing is open and nobody else has locked anything, with what belongs to them. */
  lockEndedPatients(patientIds: readonly PatientId[]): Promise<EndedPatient[]>;
  /** Erases them with everything that belongs to them; answers how many entries of the trail were about them. */
  erasePatients(patientIds: readonly PatientId[]): Promise<{ auditEntries: number }>;
};
