import type { AuditAction, AuditDetail } from '../audit.ts';
import type { OrganisationId, PatientId } from '../ids.ts';

/** A patient as a search finds them. */
export type FoundPerson = {
  readonly patientId: PatientId;
  readonly name: string;
  readonly dateOfBirth: string;
  readonly nhsNumber: string | null;
};

export type FindingReads = {
  /** Of the organisation, those with that number or born on that day, by name; without records that were merged into others. */
  findPeople(
    organisationId: OrganisationId,
    by: { nhsNumber: string } | { dateOfBirth: string },
  ): Promise<FoundPerson[]>;
};

/** One line of the trail that says that somebody has read about a patient. */
export type ReaderEntry = {
  /** The place in the trail: newer ones have larger ones. */
  readonly id: string;
  readonly at: Date;
  readonly action: AuditAction;
  readonly subjectKind: string;
  readonly detail: AuditDetail;
  readonly actorKind: 'person' | 'station' | 'guest' | 'record-client';
  /** As it is now; null for one who is not known any more. */
  readonly actorName: string | null;
  /** To which organisation they belong, or for which a partner’s system reads. */
  readonly organisationName: string | null;
};

export type ReaderReads = {
  /**
   * Who has read about this patient, or one who was merged into them, in the record that the organisation keeps: newest first, from
   * `before` on, 50 a page; `next` is the key of the next page.
   */
  listReaders(of: {
    organisationId: OrganisationId;
    patientId: PatientId;
    before: string | null;
  }): Promise<{ entries: ReaderEntry[]; next: string | null }>;
};
