import type { CheckResult, CheckedPath } from './wire.ts';

type LightReason = 'never-checked' | 'day-old' | 'no-way' | 'shift-old' | 'udp-blocked' | 'slow' | 'lossy';

/** How ready a station is for a video call, as far as its own last check tells. */
export type StationLight = { light: 'green' } | { light: 'amber' | 'red'; reason: LightReason };

/** What a station has found, and when. */
export type StationCheck = CheckResult & { checkedAt: Date };

const hourMs = 3_600_000;
/** One shift. */
export const shiftMs = 12 * hourMs;
export const dayMs = 24 * hourMs;
/** From here on people begin to talk over one another: twice the 200 ms each way that ITU-T G.114 calls satisfying. */
export const slowRoundTripMs = 400;
/** Above this, sound is heard to be repaired, and pictures stand still. */
export const poorLoss = 0.05;

/**
 * The light of a station. The first row that fits counts.
 *
 * | The last check                 | What it found                               | Light | Reason        |
 * | ------------------------------ | ------------------------------------------- | ----- | ------------- |
 * | there is none                  |                                             | red   | never-checked |
 * | is older than 24 h             |                                             | red   | day-old       |
 * | is of the last 24 h            | no way works                                | red   | no-way        |
 * | is older than 12 h (a shift)   | some way works                              | amber | shift-old     |
 * | is of the last 12 h            | UDP was tried and does not work             | amber | udp-blocked   |
 * | is of the last 12 h            | round trip over 400 ms                      | amber | slow          |
 * | is of the last 12 h            | more than 5 % lost in one of the directions | amber | lossy         |
 * | is of the last 12 h            | anything else                               | green |               |
 *
 * A site that sends media over the relay only does not try UDP, so its light is about the relay alone. What was not
 * measured is not held against a station.
 */
export function lightOf(check: StationCheck | null, now: Date): StationLight {
  if (check === null) return { light: 'red', reason: 'never-checked' };
  const ageMs = now.getTime() - check.checkedAt.getTime();
  if (ageMs > dayMs) return { light: 'red', reason: 'day-old' };
  if (bestPath(check) === undefined) return { light: 'red', reason: 'no-way' };
  if (ageMs > shiftMs) return { light: 'amber', reason: 'shift-old' };
  const weakness = weaknessOf(check);
  return weakness === undefined ? { light: 'green' } : { light: 'amber', reason: weakness };
}

/** What is wrong with ways of which one works, worst first; undefined when nothing is. */
export function weaknessOf({
  ways,
  roundTripMs,
  lossUp,
  lossDown,
}: CheckResult): 'udp-blocked' | 'slow' | 'lossy' | undefined {
  if (ways.udp === 'fails') return 'udp-blocked';
  if (roundTripMs !== null && roundTripMs > slowRoundTripMs) return 'slow';
  if (Math.max(lossUp ?? 0, lossDown ?? 0) > poorLoss) return 'lossy';
  return undefined;
}

/** The way that a call would take; undefined when there is none. */
export function bestPath({ ways }: Pick<CheckResult, 'ways'>): CheckedPath | undefined {
  const inOrder: readonly CheckedPath[] = ['udp', 'tcp', 'relay'];
  return inOrder.find((path) => ways[path] === 'works');
}

/** Up to this share of the time between two checks is left out, so that stations opened together drift apart. */
const spread = 0.15;
/** What is not as it should be may be put right at any moment, and nobody wants to be told so hours later. */
const soonSeconds = 900;

/** In how many seconds a station that has found this checks again. `random` is between 0 and 1. */
export function againInSeconds(
  result: CheckResult,
  { everySeconds, random }: { everySeconds: number; random: number },
): number {
  const isGood = bestPath(result) !== undefined && weaknessOf(result) === undefined;
  const longest = isGood ? everySeconds : Math.min(everySeconds, soonSeconds);
  return Math.max(1, Math.round(longest * (1 - spread * random)));
}
