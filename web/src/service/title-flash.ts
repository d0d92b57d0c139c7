import type { Timers } from './timers.ts';

/**
 * Shows two titles in turn, so that a ringing background tab is noticed. The returned function restores the old one.
 */
export function flashTitle(timers: Timers, titles: readonly [string, string]): () => void {
  const before = document.title;
  let turns = 0;
  const turn = () => {
    document.title = titles[turns % 2] ?? before;
    turns += 1;
  };
  turn();
  const stop = timers.every(1000, turn);
  return () => {
    stop();
    document.title = before;
  };
}
