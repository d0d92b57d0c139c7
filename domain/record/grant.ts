import { z } from 'zod';
import type { OrganisationId, PatientId, PersonId, RecordGrantId } from '../ids.ts';

/** Why a clinician opens a record without a relationship. */
export const grantReason = z.enum([
  'emergency-care',
  'cover-for-colleague',
  'patient-asks',
  'safeguarding',
  'other',
]);
export type GrantReason = z.infer<typeof grantReason>;

/**
 * How long a record is open then. An hour is enough for a telephone call and for writing it up, and too short for a second
 * shift to read on. Not a setting: nobody who has to be reviewed, or reviews, should be able to make it longer. Whoever needs
 * more says why again.
 */
export const grantMinutes = 60;

/** After so many days an opening that nobody has reviewed stands out. */
export const reviewWithinDays = 3;

export const grantVerdict = z.enum(['justified', 'not-justified']);
export type GrantVerdict = z.infer<typeof grantVerdict>;

/** What somebody else has found of it. */
export type GrantReview = {
  readonly verdict: GrantVerdict;
  readonly words: string;
  readonly by: PersonId;
  readonly at: Date;
};

/** One opening of a record without a relationship. */
export type RecordGrant = {
  readonly id: RecordGrantId;
  readonly organisationId: OrganisationId;
  readonly patientId: PatientId;
  readonly personId: PersonId;
  readonly reason: GrantReason;
  readonly words: string;
  readonly openedAt: Date;
  readonly endsAt: Date;
  readonly review: GrantReview | null;
};

/** Since when an opening is overdue that has not been reviewed. */
export function reviewOverdueAt(openedAt: Date): Date {
  return new Date(openedAt.getTime() + reviewWithinDays * 86_400_000);
}
