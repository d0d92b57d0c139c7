/** What the last looks at the sound of somebody have come to. */
export type Hearing = {
  readonly lost: boolean;
  /** For how long the looks have spoken for the opposite. */
  readonly doubtedMs: number;
};

/**
 * One look: sound came, or none that could be understood, or none was to be expected because they have muted
 * themselves or have no microphone.
 */
export type SoundSample = 'heard' | 'nothing' | 'not-expected';

/** Ten seconds of nothing in a consultation are a lost connection and no pause for thought: speech is sent all the time. */
const lostAfterMs = 10_000;
/** Shorter than that: sound that is back is worth more than a telephone. */
const backAfterMs = 4_000;

/**
 * Browsers send 50 packets of sound a second, 8 where they make them long. With fewer than so many of the short ones nothing
 * that is said can be understood, however well the gaps are filled; of long ones it is told by what they bring.
 */
const fewestPackets = 15;
/** The same share of the long ones. Without any, what is played may be counted as sound that came although it is silence. */
const fewestLongPackets = 2.4;
/** The share of what is played that has to be sound that came, and not made up. */
const leastShare = 0.3;

/** What came of somebody's sound in so many milliseconds: packets, and how much of what was played came in them. */
export type SoundCame = { packets: number; genuineMs: number };

/** Whether anything that is said can be understood. */
export function isUnderstood({ packets, genuineMs }: SoundCame, overMs: number): boolean {
  const asMany = (aSecond: number) => packets * 1000 >= aSecond * overMs;
  return asMany(fewestPackets) || (asMany(fewestLongPackets) && genuineMs >= leastShare * overMs);
}

/** The sound after one more look, which stands for the milliseconds since the one before. */
export function hear({ lost, doubtedMs }: Hearing, sample: SoundSample, overMs: number): Hearing {
  if (sample === 'not-expected') {
    // Who mutes themselves is not lost; whether they could be heard again is not known before they speak.
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
