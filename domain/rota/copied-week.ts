import type { Shift } from './shift.ts';
import { addDays, daysBetween, instantOf, type WallTime, wallDateOf, wallTimeOf } from './wall-clock.ts';

/**
 * The shifts that begin in the seven days from `from`, as they would be in those from `to`: at the same times by the
 * clock on the wall, so a night across a clock change is an hour longer or shorter than the one it was copied from.
 */
export function copiedWeek(
  shifts: readonly Shift[],
  { from, to, newId }: { from: string; to: string; newId: () => Shift['id'] },
): Shift[] {
  const days = daysBetween(from, to);
  const until = addDays(from, 7);
  return shifts
    .filter(({ startsAt }) => {
      const date = wallDateOf(startsAt);
      return date >= from && date < until;
    })
    .map((shift) => ({
      ...shift,
      id: newId(),
      startsAt: moved(shift.startsAt, days),
      endsAt: moved(shift.endsAt, days),
    }));
}

function moved(instant: Date, days: number): Date {
  const wall = wallTimeOf(instant);
  const there: WallTime = `${addDays(wall.slice(0, 10), days)}T${wall.slice(-5)}`;
  return instantOf(there);
}
