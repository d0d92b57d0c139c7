/** What the last samples of somebody's sound add up to. */
export type Hearing = {
  readonly lost: boolean;
  /** For how long the samples have contradicted the current state. */
  readonly doubtedMs: number;
};

/**
 * One sample: sound came, or none that could be understood, or none was to be expected because they have muted
 * themselves or have no microphone.
 */
export type SoundSample = 'heard' | 'nothing' | 'not-expected';

/**
 * Ten seconds of nothing in a consultation are a lost connection and no pause for thought: speech is sent all the
 * time.
 */
const lostAfterMs = 10_000;
/** Shorter: sound that is back is worth more than a telephone. */
const backAfterMs = 4_000;

/**
 * Browsers send 50 packets of sound a second, 8 where they make them long. With fewer than this many short ones no
 * speech can be understood, however well gaps are concealed; long ones are judged by the sound they bring.
 */
const fewestPackets = 15;
/** The same share of the long ones. Without any packets, silence that is played may be counted as received sound. */
const fewestLongPackets = 2.4;
/** The share of what is played that must be received and not concealed. */
const leastShare = 0.3;

/**
 * What was received of somebody's sound over some milliseconds: packets, and how much of what was played came in
 * them.
 */
export type SoundCame = { packets: number; genuineMs: number };

/** Whether anything that is said can be understood. */
export function isUnderstood({ packets, genuineMs }: SoundCame, overMs: number): boolean {
  const asMany = (aSecond: number) => packets * 1000 >= aSecond * overMs;
  return asMany(fewestPackets) || (asMany(fewestLongPackets) && genuineMs >= leastShare * overMs);
}

/** The state after one more sample, which stands for the milliseconds since the one before. */
export function hear({ lost, doubtedMs }: Hearing, sample: SoundSample, overMs: number): Hearing {
  if (sample === 'not-expected') {
    // Somebody who mutes themselves is not lost; whether they could be heard again is unknown before they speak.
    return { lost, doubtedMs: 0 };
  }
  if (lost !== (sample === 'heard')) {
    return { lost, doubtedMs: 0 };
  }
  const doubted = doubtedMs + overMs;
  return doubted < (lost ? backAfterMs : lostAfterMs)
    ? { lost, doubtedMs: doubted }
    : { lost: !lost, doubtedMs: 0 };
}
