import { type Acuity, acuityRank } from './call.ts';
import { DomainError } from '../errors.ts';
import { type News2, type News2Risk, riskOf } from '../record/news2.ts';
import { type ScoredSet, scoreOf, stillCounting } from '../record/observation-set.ts';

/** How urgent a call is at least, by the risk of the newest observations. A site may be stricter than the default. */
export type AcuityFloors = Readonly<Record<News2Risk, Acuity>>;

/**
 * What the thresholds of the Royal College of Physicians ask for at least (NEWS2, 2017, charts 3 and 4): 7 and more is the
 * emergency response, 5 and 6 the urgent one. A single 3 is to be reviewed by a clinician, who says what follows: in doubt sooner.
 */
export const leastFloors: AcuityFloors = {
  high: 'immediate',
  medium: 'urgent',
  'low-medium': 'urgent',
  low: 'soon',
};

/** @throws DomainError `invalid` for a table that would ring somebody later than the thresholds ask for */
export function requireNoLowerFloors(floors: AcuityFloors): void {
  for (const risk of Object.keys(leastFloors) as News2Risk[]) {
    if (acuityRank[floors[risk]] <= acuityRank[leastFloors[risk]]) continue;
    throw new DomainError('invalid', `"${risk}" must be at least as urgent as "${leastFloors[risk]}"`);
  }
}

/** How urgent a call is at least. Of an incomplete set what is known already counts. */
export function acuityFloor(news2: News2, floors: AcuityFloors = leastFloors): Acuity {
  return floors[news2.complete ? news2.risk : riskOf(news2.atLeast, news2.red)];
}

/** How urgent sets of one call, the newest first, make it at least; undefined without any. */
export function floorOfSets(sets: readonly ScoredSet[]): Acuity | undefined {
  const floors = stillCounting(sets).map((set) => acuityFloor(scoreOf(set)));
  return floors.reduce<Acuity | undefined>(
    (floor, own) => (floor === undefined ? own : raisedTo(floor, own)),
    undefined,
  );
}

/** The more urgent of what people say and what the score asks for: concern raises above it, and no score lowers anything. */
export function raisedTo(said: Acuity, floor: Acuity): Acuity {
  return acuityRank[floor] < acuityRank[said] ? floor : said;
}
