/** How far the server's clock is ahead of this browser's, and how exactly that is known. */
export type ClockOffset = { readonly ms: number; readonly errorMs: number; readonly takenAt: number };

export const unknownOffset: ClockOffset = { ms: 0, errorMs: Number.POSITIVE_INFINITY, takenAt: 0 };

/** After this long a better sample may be worse than a new one: clocks drift and laptops sleep. */
const stalesAfterMs = 60_000;

/**
 * Takes a sample of the server's clock (ISO 8601), requested at `sentAt` and answered at `receivedAt` by this
 * browser's clock in milliseconds. The server read its clock somewhere between the two, so half the round trip is the
 * error; the more exact of two samples is kept.
 */
export function observeClock(
  known: ClockOffset,
  sample: { serverNow: string; sentAt: number; receivedAt: number },
): ClockOffset {
  const errorMs = (sample.receivedAt - sample.sentAt) / 2;
  const taken: ClockOffset = {
    ms: Date.parse(sample.serverNow) - (sample.sentAt + errorMs),
    errorMs,
    takenAt: sample.receivedAt,
  };
  const clockWasSet = Math.abs(taken.ms - known.ms) > known.errorMs + errorMs + 500;
  const stale = sample.receivedAt - known.takenAt > stalesAfterMs;
  return stale || clockWasSet || errorMs <= known.errorMs ? taken : known;
}

/** How long the server has to answer before it counts as late: four times the best round trip, within bounds. */
export function promptAnswerMs({ errorMs }: ClockOffset): number {
  return Math.min(Math.max(8 * errorMs, 400), 1500);
}

/** Minutes and seconds, `0:07`; hours too once there are any. Never below zero. */
export function asDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** In words, for people who hear the page: `2 minutes 5 seconds`. */
export function inWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    { n: Math.floor(seconds / 60), word: 'minute' },
    { n: seconds % 60, word: 'second' },
  ];
  return parts
    .filter(({ n, word }) => n > 0 || (word === 'second' && seconds < 60))
    .map(({ n, word }) => `${n} ${word}${n === 1 ? '' : 's'}`)
    .join(' ');
}
