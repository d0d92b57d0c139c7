import type { PictureRung } from '../contract/media.ts';

/**
 * Audio first: how much of the others' pictures a participant is sent, from what their downlink is estimated to carry.
 * Sound is never touched; every rung down leaves it more room.
 *
 * | Rung    | What they get of each other person      | Entered at, kbit/s       | Held down to, kbit/s     |
 * | ------- | --------------------------------------- | ------------------------ | ------------------------ |
 * | `full`  | the picture as it is sent               | 650, + 200 a picture more | 450, + 130 a picture more |
 * | `low`   | a quarter of its width and height       | 200 a picture            | 130 a picture            |
 * | `still` | a small still picture every few seconds | 110 a picture            | 80 a picture             |
 * | `audio` | sound only                              | –                        | –                        |
 *
 * The figures hold the sound of each person too, about 50 kbit/s. At `full` one picture is large and the media server
 * shares out the rest by itself, hence the smaller figures for each one more.
 *
 * Down: samples running below what holds the rung, and then at once as far as the best of them asks: two where packets are
 * lost, one where a fifth is, and six where none are, because a busy computer too makes an estimate dip. Up: one rung at a time, when every sample of a calm time would enter the next and less than a tenth is lost. The calm time is
 * six samples; when what was gained is lost again soon, it is doubled, up to 96, until a rung has been held for a minute.
 * The first samples count for nothing, because the estimate is only being made. One sample a second is meant. Loss takes
 * three times its share off an estimate, which follows a line that has just become narrow only step by step.
 */
export type Ladder = {
  readonly rung: PictureRung;
  /** How many samples have been taken, as far as it matters. */
  readonly taken: number;
  /** The better of the samples below the rung, while there are any. */
  readonly low: { readonly count: number; readonly bestBps: number } | null;
  /** Samples running that would enter the next rung. */
  readonly calm: number;
  /** How many of them it takes. */
  readonly patience: number;
  /** Samples since the last step up, and null when there was none or what was gained has been lost. */
  readonly sinceGain: number | null;
};

/** What is known of a downlink: its estimate, which share of packets is lost (0 to 1), and how many pictures want to pass. */
export type DownlinkSample = { availableBps: number; loss: number; pictures: number };

const down: readonly PictureRung[] = ['full', 'low', 'still', 'audio'];

const settlingSamples = 4;
const lowSamples = 2;
const lowSamplesWithoutLoss = 6;
const someLoss = 0.02;
const leastPatience = 6;
const mostPatience = 96;
const soonSamples = 30;
const heldSamples = 60;
const calmLoss = 0.1;
const heavyLoss = 0.2;
const lossWeight = 3;

type Thresholds = { first: number; further: number };
const enters: Readonly<Record<PictureRung, Thresholds>> = {
  full: { first: 650_000, further: 200_000 },
  low: { first: 200_000, further: 200_000 },
  still: { first: 110_000, further: 110_000 },
  audio: { first: 0, further: 0 },
};
const holds: Readonly<Record<PictureRung, Thresholds>> = {
  full: { first: 450_000, further: 130_000 },
  low: { first: 130_000, further: 130_000 },
  still: { first: 80_000, further: 80_000 },
  audio: { first: 0, further: 0 },
};

/** Where everybody begins who comes in or comes back. */
export function newLadder(): Ladder {
  return { rung: 'full', taken: 0, low: null, calm: 0, patience: leastPatience, sinceGain: null };
}

/** Where the next sample leaves a participant. */
export function takeSample(ladder: Ladder, told: DownlinkSample): Ladder {
  if (ladder.taken < settlingSamples) return { ...ladder, taken: ladder.taken + 1 };
  const later = age(ladder);
  const sample = { ...told, availableBps: told.availableBps * Math.max(0, 1 - lossWeight * told.loss) };
  return sample.availableBps < needed(holds, later.rung, sample)
    ? sink(later, sample)
    : rise({ ...later, low: null }, sample);
}

/** A rung that has been held for long makes good for what was lost before. */
function age(ladder: Ladder): Ladder {
  if (ladder.sinceGain === null) return ladder;
  const sinceGain = ladder.sinceGain + 1;
  return sinceGain < heldSamples
    ? { ...ladder, sinceGain }
    : { ...ladder, sinceGain: null, patience: leastPatience };
}

function sink(ladder: Ladder, sample: DownlinkSample): Ladder {
  const count = (ladder.low?.count ?? 0) + 1;
  const bestBps = Math.max(ladder.low?.bestBps ?? 0, sample.availableBps);
  const wanted = sample.loss < someLoss ? lowSamplesWithoutLoss : lowSamples;
  if (count < wanted && sample.loss < heavyLoss) return { ...ladder, calm: 0, low: { count, bestBps } };
  const fits = (rung: PictureRung) => bestBps >= needed(holds, rung, sample);
  const lost = ladder.sinceGain !== null && ladder.sinceGain < soonSamples;
  return {
    ...ladder,
    rung: down.slice(down.indexOf(ladder.rung) + 1).find(fits) ?? 'audio',
    low: null,
    calm: 0,
    patience: lost ? Math.min(ladder.patience * 2, mostPatience) : ladder.patience,
    sinceGain: null,
  };
}

function rise(ladder: Ladder, sample: DownlinkSample): Ladder {
  const next = down[down.indexOf(ladder.rung) - 1];
  if (next === undefined) return ladder;
  const isCalm = sample.loss < calmLoss && sample.availableBps >= needed(enters, next, sample);
  const calm = isCalm ? ladder.calm + 1 : 0;
  return calm < ladder.patience ? { ...ladder, calm } : { ...ladder, rung: next, calm: 0, sinceGain: 0 };
}

function needed(
  thresholds: Readonly<Record<PictureRung, Thresholds>>,
  rung: PictureRung,
  { pictures }: DownlinkSample,
): number {
  const { first, further } = thresholds[rung];
  return first + further * (Math.max(pictures, 1) - 1);
}
