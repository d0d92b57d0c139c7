import type { Weekday } from '../../../domain/clinics/clinic.ts';

/** The days of the week as ISO 8601 counts them. */
export const weekdays: readonly { value: Weekday; label: string }[] = [
  { value: 1, label: 'Monday' },
  { value: 2, label: 'Tuesday' },
  { value: 3, label: 'Wednesday' },
  { value: 4, label: 'Thursday' },
  { value: 5, label: 'Friday' },
  { value: 6, label: 'Saturday' },
  { value: 7, label: 'Sunday' },
];

/** The day of the week of a day of the calendar. */
export function weekdayOf(date: string): Weekday {
  const sundayFirst = new Date(`${date}T00:00Z`).getUTCDay();
  return weekdays.find(({ value }) => value % 7 === sundayFirst)?.value ?? 1;
}
