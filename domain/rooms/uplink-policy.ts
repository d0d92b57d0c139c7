/**
 * Audio first, at the sender's end: what a browser sends of its own picture, from what it estimates its uplink to carry.
 * Left to itself a browser never gives a picture up. It goes on sending some 30 kbit/s and bursts of padding however narrow
 * the line is, the sound that is lost by that is asked for again several times over, and that loses more of it.
 *
 * | Level   | What is sent                                                                                  |
 * | ------- | --------------------------------------------------------------------------------------------- |
 * | `full`  | both sizes, between which the browser shares out what there is                                |
 * | `held`  | no picture                                                                                    |
 * | `trial` | the small size again, which nobody is shown before it is clear that the line carries it       |
 *
 * Down: consecutive samples below 80 kbit/s, two where sound has to be sent again, and twenty where none has, because a busy
 * computer too makes an estimate dip, and sound that arrives has no need of it. Up: after a calm time a trial, which is
 * won by three consecutive samples of 130 kbit/s, or by ten of which the last has 80, and lost by two in which a tenth of the
 * sound has to be sent again, or by ten and less than that. The calm time is 6 s, doubled with
 * every trial that is lost or whose gain is lost within half a minute, up to 96 s. The first samples on
 * `full` count for nothing, because the estimate is only being made. Two samples a second are meant.
 *
 * A line may lose a tenth to a third of everything, however little is sent: browsers take that for a narrow one, but the
 * sound gains nothing when the camera is suspended. So what is lost of the sound after 20 s without the picture counts as the
 * line's own, and a trial in which not much more is lost is won by lasting.
 */
export type UplinkLevel = 'full' | 'trial' | 'held';

export type Uplink = {
  readonly level: UplinkLevel;
  /** Samples at this level, as far as it matters. */
  readonly taken: number;
  /** Consecutive samples in favour of leaving it: downwards from `full`, upwards from the others. */
  readonly running: number;
  /** Consecutive samples with heavy loss. */
  readonly lossy: number;
  /** How many calm samples the next trial takes. */
  readonly patience: number;
  /** Which share of the sound is sent again without the picture, on average; 0 until that has been found out. */
  readonly ownLoss: number;
};

/** The estimate, and which share of what was sent of the sound was asked for again since the last sample (0 to 1). */
export type UplinkSample = { availableBps: number; repeated: number };

const settlingSamples = 8;
const sustainsBps = 80_000;
const lowSamples = 2;
const lowSamplesWithoutLoss = 20;
const someRepeated = 0.02;
const muchRepeated = 0.1;
const leastPatience = 12;
const mostPatience = 192;
const carriesBps = 130_000;
const winningSamples = 3;
const losingSamples = 2;
const trialSamples = 10;
const soonSamples = 60;
const ownLossSamples = 40;
const mostOwnLoss = 0.35;
const ownLossWeight = 0.2;

/** The state after a join. */
export function newUplink(): Uplink {
  return { level: 'full', taken: 0, running: 0, lossy: 0, patience: leastPatience, ownLoss: 0 };
}

/** The state after the next sample. */
export function takeUplinkSample(before: Uplink, sample: UplinkSample): Uplink {
  const ownLoss = averageLoss(before, sample);
  const lossy = sample.repeated >= muchFor(ownLoss) ? before.lossy + 1 : 0;
  const uplink = { ...before, taken: before.taken + 1, lossy, ownLoss };
  switch (uplink.level) {
    case 'full':
      return whileFull(uplink, sample);
    case 'held':
      return whileSuspended(uplink, sample);
    case 'trial':
      return whileTried(uplink, sample);
  }
}

/** What is lost with the picture tells of the line itself only when it is less. */
function averageLoss({ level, ownLoss }: Uplink, { repeated }: UplinkSample): number {
  const average = ownLoss + (repeated - ownLoss) * ownLossWeight;
  return level === 'held' ? average : Math.min(ownLoss, average);
}

function muchFor(ownLoss: number): number {
  return losesMuch(ownLoss) ? muchRepeated + 2 * ownLoss : muchRepeated;
}

/** Where more is lost than that, there may not even be room for the sound. */
function losesMuch(ownLoss: number): boolean {
  return ownLoss >= muchRepeated && ownLoss <= mostOwnLoss;
}

function whileFull(uplink: Uplink, { availableBps, repeated }: UplinkSample): Uplink {
  const { taken, patience, ownLoss, lossy } = uplink;
  // The level has been kept for long enough: the waiting time is reset.
  const kept = { ...uplink, patience: taken > soonSamples ? leastPatience : patience };
  const isFine = availableBps >= sustainsBps || (losesMuch(ownLoss) && lossy === 0);
  if (taken <= settlingSamples || isFine) return { ...kept, running: 0 };
  const running = uplink.running + 1;
  const wanted = repeated < someRepeated ? lowSamplesWithoutLoss : lowSamples;
  return running < wanted ? { ...kept, running } : stepTo('held', kept);
}

function whileSuspended(uplink: Uplink, { repeated }: UplinkSample): Uplink {
  const { taken, lossy, ownLoss, patience } = uplink;
  const isAsEver = taken >= ownLossSamples && losesMuch(ownLoss) && lossy === 0;
  const running = repeated < someRepeated || isAsEver ? uplink.running + 1 : 0;
  return running < patience
    ? { ...uplink, running }
    : stepTo('trial', { ...uplink, patience: Math.min(patience * 2, mostPatience) });
}

function whileTried(uplink: Uplink, { availableBps }: UplinkSample): Uplink {
  const { taken, lossy, ownLoss } = uplink;
  const running = availableBps >= carriesBps && lossy === 0 ? uplink.running + 1 : 0;
  const lasts = taken >= trialSamples;
  const carries = lossy === 0 && (availableBps >= sustainsBps || losesMuch(ownLoss));
  if (running >= winningSamples || (lasts && carries)) return stepTo('full', uplink);
  return lossy >= losingSamples || lasts ? stepTo('held', uplink) : { ...uplink, running };
}

function stepTo(level: UplinkLevel, { patience, ownLoss }: Uplink): Uplink {
  return { level, taken: 0, running: 0, lossy: 0, patience, ownLoss: level === 'held' ? 0 : ownLoss };
}
