/** What the last samples of a picture that should be moving add up to. Times are of one monotonic clock. */
export type Motion =
  | {
      readonly state: 'moves';
      readonly seenAtMs: number;
      /** For how long samples have found nothing new. */
      readonly doubtedMs: number;
    }
  | {
      readonly state: 'stands';
      /** When the last new frame was seen: how old the picture is. */
      readonly seenAtMs: number;
      /** The frames since it may be moving again; null before any has come. */
      readonly trial: { readonly frames: number; readonly overMs: number } | null;
    };

/** How often something new is to be expected: all the time, or once in several seconds (the level `still`). */
export type Pace = 'moving' | 'stills';

/** One sample of a picture: how many frames have been decoded since the one before, and what was to be expected. */
export type Sight = { readonly frames: number; readonly pace: Pace };

/** When the sample was taken, and how long after the one before. */
export type SampleTime = { readonly nowMs: number; readonly overMs: number };

/**
 * Three seconds of one and the same picture are more than a slow line: somebody who is ill may look like that. Stills
 * come every five seconds, in a room of ten every eleven, and one may miss its turn.
 */
const standsAfterMs: Readonly<Record<Pace, number>> = { moving: 3000, stills: 20_000 };

/**
 * It moves when there are this many frames a second for this long. A frame now and then is a series of old pictures.
 */
const movesAfterMs = 1000;
const fewestFramesPerSecond = 2;

/** A page that was asleep between two samples was not waiting all that time. */
const mostDoubtOfOneSampleMs = 1000;

/** A picture whose first frame has just been seen. */
export function newMotion(nowMs: number): Motion {
  return { state: 'moves', seenAtMs: nowMs, doubtedMs: 0 };
}

/** The picture after one more sample. */
export function see(motion: Motion, sight: Sight, time: SampleTime): Motion {
  return motion.state === 'moves' ? doubt(motion, sight, time) : tryAgain(motion, sight, time);
}

function doubt(
  { seenAtMs, doubtedMs }: Extract<Motion, { state: 'moves' }>,
  { frames, pace }: Sight,
  { nowMs, overMs }: SampleTime,
): Motion {
  if (frames > 0) return newMotion(nowMs);
  const doubted = doubtedMs + Math.min(overMs, mostDoubtOfOneSampleMs);
  return doubted < standsAfterMs[pace]
    ? { state: 'moves', seenAtMs, doubtedMs: doubted }
    : { state: 'stands', seenAtMs, trial: null };
}

function tryAgain(
  { seenAtMs, trial }: Extract<Motion, { state: 'stands' }>,
  { frames, pace }: Sight,
  { nowMs, overMs }: SampleTime,
): Motion {
  if (frames > 0 && pace === 'stills') return newMotion(nowMs);
  const seen = frames > 0 ? nowMs : seenAtMs;
  if (trial === null && frames === 0) return { state: 'stands', seenAtMs: seen, trial: null };
  const tried = { frames: (trial?.frames ?? 0) + frames, overMs: (trial?.overMs ?? 0) + overMs };
  if (tried.overMs < movesAfterMs) return { state: 'stands', seenAtMs: seen, trial: tried };
  // Many frames at once and then none is a jam that has cleared, not a picture that moves.
  const enough = frames > 0 && tried.frames * 1000 >= fewestFramesPerSecond * tried.overMs;
  return enough ? newMotion(nowMs) : { state: 'stands', seenAtMs: seen, trial: null };
}
