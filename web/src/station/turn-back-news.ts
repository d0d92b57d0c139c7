import type { StationState } from '../../../domain/states/wire.ts';

type TurnBack = StationState['turnBack'];

/** What identifies that somebody is to be turned back: whose time it is, and until when movements are stopped. */
const keyOf = ({ startsAt, until }: TurnBack[number]): string => `${startsAt} ${until}`;

/** What staff have not acknowledged yet of that which holds now. */
export function unseenOf(turnBack: TurnBack, seen: readonly string[]): string[] {
  return turnBack.map(keyOf).filter((key) => !seen.includes(key));
}

/**
 * What stays acknowledged: only what still holds, so that the same is said aloud again when movements are stopped a second
 * time. The same array where nothing has ended.
 */
export function stillSeen(turnBack: TurnBack, seen: readonly string[]): readonly string[] {
  const now = turnBack.map(keyOf);
  const still = seen.filter((key) => now.includes(key));
  return still.length === seen.length ? seen : still;
}

/** Staff have seen all of it. */
export function allSeen(turnBack: TurnBack): string[] {
  return turnBack.map(keyOf);
}

/** Whether the next appointment is one that nobody comes for while movements are stopped. */
export function isTurnedBack(turnBack: TurnBack, { startsAt }: { startsAt: string }): boolean {
  return turnBack.some((one) => one.startsAt === startsAt);
}
