import type { VisitId } from '../ids.ts';

/** What a visit stores of its sound. */
export type SoundOfVisit = {
  /** Since when its clinician has not heard the station; null while they do. */
  readonly lostAt: Date | null;
  /** The site's telephone has been rung for this visit, or is about to be. */
  readonly siteRung: boolean;
};

/** The caller has locked the row of the visit. */
export type LostSoundWrites = {
  get(visitId: VisitId): Promise<SoundOfVisit>;
  setLostAt(visitId: VisitId, lostAt: Date | null): Promise<void>;
};
