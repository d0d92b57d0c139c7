import type { AuditAction } from '../audit.ts';
import type { OrganisationId, PatientId, PersonId, RecordGrantId } from '../ids.ts';
import type { GrantReview, RecordGrant } from './grant.ts';

/** What was read by one opening, and when. */
export type GrantRead = { readonly at: Date; readonly action: AuditAction };

/** An opening as its reviewers see it. */
export type OpenedRecord = RecordGrant & {
  readonly personName: string;
  readonly patientName: string;
  readonly siteName: string;
  readonly reviewerName: string | null;
  /** Oldest first; the first 50. */
  readonly reads: readonly GrantRead[];
  readonly moreReads: boolean;
};

export type GrantReads = {
  /** The one by which the person may see the record now. */
  findOpenGrant(personId: PersonId, patientId: PatientId): Promise<RecordGrant | undefined>;
  /** Not reviewed yet, oldest first; those reviewed since then, newest first. Some hundred of each. */
  listOpenedRecords(
    organisationId: OrganisationId,
    of: { reviewedSince: Date },
  ): Promise<{ toReview: OpenedRecord[]; reviewed: OpenedRecord[]; more: boolean }>;
};

export type GrantWrites = {
  /** Nobody else gives the person a grant until this transaction ends; answers with the one that is open. */
  lockOpenGrant(personId: PersonId, patientId: PatientId): Promise<RecordGrant | undefined>;
  addGrant(grant: Omit<RecordGrant, 'review'>): Promise<void>;
  lockGrant(grantId: RecordGrantId): Promise<RecordGrant | undefined>;
  endGrant(grantId: RecordGrantId): Promise<void>;
  reviewGrant(grantId: RecordGrantId, review: Omit<GrantReview, 'at'>): Promise<void>;
};
