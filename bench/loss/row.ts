import { rounded } from '../slices.ts';
import type { Heard } from './hearing-meter.ts';

/** What one variant of the call has come to at both ends in one run. */
export type HeardAtBoth = { station: Heard; clinician: Heard };
export type Run = { ours: HeardAtBoth; plain: HeardAtBoth };
export type Point = { lossPercent: number; rttMs: number };

/** One line of the table, over all runs of a point: ours, beside mediasoup's defaults. */
export function rowOf(point: Point, { runs, seconds }: { runs: readonly Run[]; seconds: number }) {
  const ours = runs.map((run) => run.ours);
  const plain = runs.map((run) => run.plain);
  const [own, other] = [figuresOf(ours, seconds), figuresOf(plain, seconds)];
  return {
    ...point,
    runs: runs.length,
    ...compared(own.concealed, other.concealed),
    down: compared(own.down, other.down),
    up: compared(own.up, other.up),
    soundPlayedPercent: rounded(own.played, 1),
    defaultSoundPlayedPercent: rounded(other.played, 1),
    soundWaitedMs: rounded(own.waitedMs, 0),
    defaultSoundWaitedMs: rounded(other.waitedMs, 0),
    freezesPerMinute: rounded(own.freezes, 1),
    defaultFreezesPerMinute: rounded(other.freezes, 1),
    frozenPercent: rounded(own.frozen, 1),
    defaultFrozenPercent: rounded(other.frozen, 1),
    framesPerSecond: rounded(own.frames, 1),
    defaultFramesPerSecond: rounded(other.frames, 1),
  };
}

/** The most of what mediasoup's defaults conceal that we may, by the share that is lost; other shares have no aim. */
const aims: ReadonlyMap<number, number> = new Map([
  [10, 0.35],
  [20, 0.65],
]);

export function isAimMissed({ lossPercent, ratio }: { lossPercent: number; ratio: number | null }): boolean {
  return (ratio ?? 0) > (aims.get(lossPercent) ?? Infinity);
}

/** No ratio where there is nothing to compare with, as on a line that loses nothing. */
function compared(own: number, other: number) {
  const [concealedPercent, defaultConcealedPercent] = [rounded(own), rounded(other)];
  const ratio = defaultConcealedPercent === 0 ? null : rounded(own / other, 3);
  return { concealedPercent, defaultConcealedPercent, ratio };
}

/** Means of both ends. `down` is what the station hears, over the line that loses; `up` is what is heard of it. */
function figuresOf(runs: readonly HeardAtBoth[], seconds: number) {
  const down = runs.map(({ station }) => station);
  const up = runs.map(({ clinician }) => clinician);
  const all = [...down, ...up];
  const sum = (what: keyof Heard) => all.reduce((total, heard) => total + heard[what], 0);
  const watched = all.length * seconds;
  return {
    concealed: concealedPercent(all),
    down: concealedPercent(down),
    up: concealedPercent(up),
    played: (100 * sum('played')) / (watched * samplesPerSecond),
    waitedMs: (1000 * sum('waited')) / Math.max(1, sum('emitted')),
    freezes: (60 * sum('freezes')) / watched,
    frozen: sum('frozenMs') / (10 * watched),
    frames: sum('frames') / watched,
  };
}

const samplesPerSecond = 48_000;

/** Of what was played. Made-up silence is left out, as in the product: it is what a pause sounds like anyway. */
export function concealedPercent(heard: readonly Heard[]): number {
  const concealed = heard.reduce((total, one) => total + one.concealed - one.silent, 0);
  const played = heard.reduce((total, one) => total + one.played, 0);
  return (100 * concealed) / Math.max(1, played);
}
