import type { PictureLevel } from './wire.ts';

/**
 * Audio first: how much of the others' pictures a participant is sent, from what their downlink is estimated to carry.
 * Sound is never touched; every level down leaves it more bandwidth.
 *
 * | Level   | What they get of each other person      | Entered at, kbit/s        | Kept down to, kbit/s               |
 * | ------- | --------------------------------------- | ------------------------- | ---------------------------------- |
 * | `full`  | the picture as it is sent               | 650, + 200 a picture more | 450, + 130 a picture more          |
 * | `low`   | a quarter of its width and height       | 200 a picture             | 130 a picture                      |
 * | `still` | a small still picture every few seconds | tried now and then        | 80 a picture, 50 from the fifth on |
 * | `audio` | sound only                              | –                         | –                                  |
 *
 * The figures include the sound of each person, about 50 kbit/s. At `full` one picture is large and the media server
 * shares out the rest by itself, hence the smaller figures for each one more. Stills take turns, so that from the fifth
 * person on only the sound is more.
 *
 * Down: consecutive samples below what the level needs, and then at once as far as the best of them asks: two where packets are
 * lost, one where a fifth is, and six where none are, because a busy computer too makes an estimate dip; on `still` four,
 * before the next one is sent. Up: one level at a time, when every sample of a calm time would enter the next and less than
 * a tenth is lost. The calm time is six samples, and fifteen before a still is tried, because nothing but pictures measures
 * what a line carries: on `audio` an estimate says nothing. When what was gained is lost again soon, it is waited for twice
 * as long, up to 96 samples, and 45 for a still, until a level has been kept for a minute. The first samples count for
 * nothing, because the estimate is only being made. One sample a second is meant. Loss takes three times its share off an
 * estimate, which follows a line that has just become narrow only step by step.
 */
export type DownlinkState = {
  readonly level: PictureLevel;
  /** How many samples have been taken, as far as it matters. */
  readonly taken: number;
  /** The best of the samples below what the level needs, while there are any. */
  readonly low: { readonly count: number; readonly bestBps: number } | null;
  /** Consecutive samples that would enter the next level. */
  readonly calm: number;
  /** How many of them it takes to enter each level. */
  readonly patience: Patience;
  /** Samples since the last step up, and null when there was none or what was gained has been lost. */
  readonly sinceGain: number | null;
};

type Gain = Exclude<PictureLevel, 'audio'>;
type Patience = Readonly<Record<Gain, number>>;

/** A downlink: its estimate in bits a second, which share of packets is lost (0 to 1), how many pictures want to pass. */
export type DownlinkSample = { availableBps: number; loss: number; pictures: number };

const down: readonly PictureLevel[] = ['full', 'low', 'still', 'audio'];
const nextAbove: Readonly<Record<PictureLevel, Gain | null>> = {
  audio: 'still',
  still: 'low',
  low: 'full',
  full: null,
};

const settlingSamples = 4;
const lowSamples = 2;
const lowSamplesWithoutLoss = 6;
const lowStillsWithoutLoss = 4;
const someLoss = 0.02;
/** A still that does not get through delays the sound by a second, so it is not tried as soon as the others. */
const leastPatience: Patience = { still: 15, low: 6, full: 6 };
const mostPatience: Patience = { still: 45, low: 96, full: 96 };
const soonSamples = 30;
const steadySamples = 60;
const calmLoss = 0.1;
const heavyLoss = 0.2;
const lossWeight = 3;

type Thresholds = { first: number; further: number; fromFifth?: number };
const enters: Readonly<Record<PictureLevel, Thresholds>> = {
  full: { first: 650_000, further: 200_000 },
  low: { first: 200_000, further: 200_000 },
  still: { first: 0, further: 0 },
  audio: { first: 0, further: 0 },
};
const sustains: Readonly<Record<PictureLevel, Thresholds>> = {
  full: { first: 450_000, further: 130_000 },
  low: { first: 130_000, further: 130_000 },
  still: { first: 80_000, further: 80_000, fromFifth: 50_000 },
  audio: { first: 0, further: 0 },
};

/** The state after a join. */
export function newDownlink(): DownlinkState {
  return { level: 'full', taken: 0, low: null, calm: 0, patience: leastPatience, sinceGain: null };
}

/** The state after the next sample. */
export function takeDownlinkSample(downlink: DownlinkState, measured: DownlinkSample): DownlinkState {
  if (downlink.taken < settlingSamples) return { ...downlink, taken: downlink.taken + 1 };
  const later = age(downlink);
  const sample = {
    ...measured,
    availableBps: measured.availableBps * Math.max(0, 1 - lossWeight * measured.loss),
  };
  return sample.availableBps < needed(sustains, later.level, sample)
    ? sink(later, sample)
    : rise({ ...later, low: null }, sample);
}

/** What a downlink must carry, in bits a second, to sustain this level with so many pictures. */
export function bpsToSustain(level: PictureLevel, pictures: number): number {
  return needed(sustains, level, { pictures });
}

/** A level kept for long enough resets the waiting times. */
function age(downlink: DownlinkState): DownlinkState {
  if (downlink.sinceGain === null) return downlink;
  const sinceGain = downlink.sinceGain + 1;
  return sinceGain < steadySamples
    ? { ...downlink, sinceGain }
    : { ...downlink, sinceGain: null, patience: leastPatience };
}

function sink(downlink: DownlinkState, sample: DownlinkSample): DownlinkState {
  const count = (downlink.low?.count ?? 0) + 1;
  const bestBps = Math.max(downlink.low?.bestBps ?? 0, sample.availableBps);
  const withoutLoss = downlink.level === 'still' ? lowStillsWithoutLoss : lowSamplesWithoutLoss;
  const wanted = sample.loss < someLoss ? withoutLoss : lowSamples;
  if (count < wanted && sample.loss < heavyLoss) return { ...downlink, calm: 0, low: { count, bestBps } };
  const fits = (level: PictureLevel) => bestBps >= needed(sustains, level, sample);
  return {
    ...downlink,
    level: down.slice(down.indexOf(downlink.level) + 1).find(fits) ?? 'audio',
    low: null,
    calm: 0,
    patience: patienceAfterLoss(downlink),
    sinceGain: null,
  };
}

function rise(downlink: DownlinkState, sample: DownlinkSample): DownlinkState {
  const next = nextAbove[downlink.level];
  if (next === null) return downlink;
  const isCalm = sample.loss < calmLoss && sample.availableBps >= needed(enters, next, sample);
  const calm = isCalm ? downlink.calm + 1 : 0;
  return calm < downlink.patience[next]
    ? { ...downlink, calm }
    : { ...downlink, level: next, calm: 0, sinceGain: 0 };
}

/** If a level is lost again soon, the next wait for it is twice as long. */
function patienceAfterLoss({ level, patience, sinceGain }: DownlinkState): Patience {
  if (level === 'audio' || sinceGain === null || sinceGain >= soonSamples) return patience;
  return { ...patience, [level]: Math.min(patience[level] * 2, mostPatience[level]) };
}

function needed(
  thresholds: Readonly<Record<PictureLevel, Thresholds>>,
  level: PictureLevel,
  { pictures }: Pick<DownlinkSample, 'pictures'>,
): number {
  const { first, further, fromFifth = further } = thresholds[level];
  const others = Math.max(pictures, 1) - 1;
  return first + further * Math.min(others, 3) + fromFifth * Math.max(others - 3, 0);
}
