import type * as id from '../domain/ids.ts';

/** One sign-in on one browser. */
export type FamilyTable = {
  id: id.FamilyId;
  person_id: id.PersonId;
  expires_at: Date;
  revoked_at: Date | null;
};

/** Spent tokens stay, because that is how the reuse of a stolen one is noticed. */
export type RefreshTokenTable = {
  digest: string;
  family_id: id.FamilyId;
  expires_at: Date;
  spent_at: Date | null;
};
