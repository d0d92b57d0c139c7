import type { History } from './wire.ts';

/** From Monday, as ISO 8601 counts. */
export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

type Arrivals = History['arrivals'];

/**
 * How many calls come in an hour of the day, on a day of the week, and in each hour of each day, on average over the
 * hours that there really were: at the change of the clocks some hours come twice and some not at all. `null` if no
 * such hour has come.
 */
export function averages(arrivals: Arrivals): {
  byHour: number[];
  byWeekday: number[];
  byBoth: (number | null)[][];
} {
  const rateOf = (cells: Arrivals): number | null => {
    const hours = sum(cells, 'hours');
    return hours === 0 ? null : sum(cells, 'calls') / hours;
  };
  const ofDay = weekdays.map((_name, n) => arrivals.filter(({ weekday }) => weekday === n + 1));
  const each = Array.from({ length: 24 }, (_, hour) => hour);
  return {
    byHour: each.map((hour) => rateOf(arrivals.filter((cell) => cell.hour === hour)) ?? 0),
    byWeekday: ofDay.map((cells) => 24 * (rateOf(cells) ?? 0)),
    byBoth: ofDay.map((cells) => each.map((hour) => rateOf(cells.filter((cell) => cell.hour === hour)))),
  };
}

function sum(cells: Arrivals, key: 'hours' | 'calls'): number {
  return cells.reduce((total, cell) => total + cell[key], 0);
}
