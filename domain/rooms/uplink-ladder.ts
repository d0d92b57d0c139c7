/**
 * Audio first, at the sender's end: what a browser sends of its own picture, from what it estimates its uplink to carry.
 * Left to itself a browser never gives a picture up. It goes on sending some 30 kbit/s and bursts of padding however narrow
 * the line is, the sound that is lost by that is asked for again several times over, and that loses more of it.
 *
 * | Rung    | What is sent                                                                                  |
 * | ------- | --------------------------------------------------------------------------------------------- |
 * | `full`  | both sizes, between which the browser shares out what there is                                |
 * | `held`  | no picture                                                                                    |
 * | `trial` | the small size again, which nobody is shown before it is clear that the line carries it       |
 *
 * Down: samples running below 80 kbit/s, two where sound has to be sent again, and six where none has, because a busy
 * computer too makes an estimate dip. Up: after a calm time a trial, which is won by three samples running of 130 kbit/s,
 * and lost by two in which a tenth of the sound has to be sent again, or by lasting ten. The calm time is 6 s, doubled with
 * every trial that is lost or whose gain is lost within half a minute, up to 96 s. The first samples on
 * `full` count for nothing, because the estimate is only being made. Two samples a second are meant.
 */
export type UplinkRung = 'full' | 'trial' | 'held';

export type Uplink = {
  readonly rung: UplinkRung;
  /** Samples on this rung, as far as it matters. */
  readonly taken: number;
  /** Samples running that speak for leaving it: downwards from `full`, upwards from the others. */
  readonly running: number;
  /** Samples running in which much was lost. */
  readonly lossy: number;
  /** How many calm samples the next trial takes. */
  readonly patience: number;
};

/** The estimate, and which share of what was sent of the sound was asked for again since the last sample (0 to 1). */
export type UplinkSample = { availableBps: number; repeated: number };

const settlingSamples = 8;
const holdsBps = 80_000;
const lowSamples = 2;
const lowSamplesWithoutLoss = 6;
const someRepeated = 0.02;
const muchRepeated = 0.1;
const leastPatience = 12;
const mostPatience = 192;
const carriesBps = 130_000;
const winningSamples = 3;
const losingSamples = 2;
const trialSamples = 10;
const soonSamples = 60;

/** Where everybody begins who comes in or comes back. */
export function newUplink(): Uplink {
  return { rung: 'full', taken: 0, running: 0, lossy: 0, patience: leastPatience };
}

/** Where the next sample leaves a sender. */
export function takeUplinkSample(before: Uplink, sample: UplinkSample): Uplink {
  const lossy = sample.repeated >= muchRepeated ? before.lossy + 1 : 0;
  const uplink = { ...before, taken: before.taken + 1, lossy };
  switch (uplink.rung) {
    case 'full':
      return whileFull(uplink, sample);
    case 'held':
      return whileHeld(uplink, sample);
    case 'trial':
      return whileTried(uplink, sample);
  }
}

function whileFull(uplink: Uplink, { availableBps, repeated }: UplinkSample): Uplink {
  const { taken, patience } = uplink;
  // What was gained has been kept for long: whatever was lost before is made good.
  const kept = { ...uplink, patience: taken > soonSamples ? leastPatience : patience };
  if (taken <= settlingSamples || availableBps >= holdsBps) return { ...kept, running: 0 };
  const running = uplink.running + 1;
  const wanted = repeated < someRepeated ? lowSamplesWithoutLoss : lowSamples;
  return running < wanted ? { ...kept, running } : stepTo('held', kept.patience);
}

function whileHeld(uplink: Uplink, { repeated }: UplinkSample): Uplink {
  const running = repeated < someRepeated ? uplink.running + 1 : 0;
  return running < uplink.patience
    ? { ...uplink, running }
    : stepTo('trial', Math.min(uplink.patience * 2, mostPatience));
}

function whileTried(uplink: Uplink, { availableBps, repeated }: UplinkSample): Uplink {
  const running = availableBps >= carriesBps && repeated < muchRepeated ? uplink.running + 1 : 0;
  if (running >= winningSamples) return stepTo('full', uplink.patience);
  const isLost = uplink.lossy >= losingSamples || uplink.taken >= trialSamples;
  return isLost ? stepTo('held', uplink.patience) : { ...uplink, running };
}

function stepTo(rung: UplinkRung, patience: number): Uplink {
  return { rung, taken: 0, running: 0, lossy: 0, patience };
}
