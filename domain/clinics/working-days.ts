import { addDays } from '../rota/wall-clock.ts';
import { bankHolidays } from './bank-holidays.ts';

/**
 * Whether offices of prisons and hospitals are at work on a day of the calendar: no weekend, and no bank holiday of England
 * and Wales. Of a year whose bank holidays are not known (`bankHolidayYears`) only the weekends count.
 */
export function isWorkingDay(wallDate: string): boolean {
  const day = new Date(`${wallDate}T00:00Z`).getUTCDay();
  return day !== 0 && day !== 6 && !bankHolidays.has(wallDate);
}

/** The last working day that is earlier than this day. */
export function lastWorkingDayBefore(wallDate: string): string {
  return nearestWorkingDay(wallDate, -1);
}

/** The first working day that is later than this day. */
export function nextWorkingDay(wallDate: string): string {
  return nearestWorkingDay(wallDate, 1);
}

function nearestWorkingDay(wallDate: string, step: 1 | -1): string {
  let day = addDays(wallDate, step);
  while (!isWorkingDay(day)) day = addDays(day, step);
  return day;
}
