import type { Problem } from '../ui/answer.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import { isDay } from './hooks.ts';

export type Period = { from: string; to: string };

/** What is wrong with the first and the last day, as they were typed. */
export function periodProblems({ from, to }: Period): Problem[] {
  const missing = [
    ...(isDay(from) ? [] : [{ message: 'Enter the first day', field: 'activity-from' }]),
    ...(isDay(to) ? [] : [{ message: 'Enter the last day', field: 'activity-to' }]),
  ];
  if (missing.length > 0) return missing;
  if (to < from) return [{ message: 'The last day must not be before the first day', field: 'activity-to' }];
  return endpoints.readActivity.query.safeParse({ from, to }).success
    ? []
    : [{ message: 'Choose at most 366 days', field: 'activity-to' }];
}
