import { z } from 'zod';
import {
  consciousness,
  type News2Observations,
  type News2Parameter,
  possibleValues,
  type Spo2Scale,
} from '../../../domain/record/news2.ts';
import { isTooYoung, scoreOf } from '../../../domain/record/observation-set.ts';
import { namesOf, parameterNames, parameters, scoreWords } from '../observations/observation-words.ts';

const text = z.string().max(40);

/** A set as it is typed: text only; empty is not taken. */
export const observationsDraft = z.strictObject({
  respiration: text,
  spo2: text,
  oxygen: z.enum(['', 'air', 'oxygen']),
  systolic: text,
  pulse: text,
  consciousness: z.enum(['', ...consciousness.options]),
  temperature: text,
  minutesAgo: text,
});
export type ObservationsDraft = z.infer<typeof observationsDraft>;
export type ObservationsField = keyof ObservationsDraft;

export const emptyObservations: ObservationsDraft = {
  respiration: '',
  spo2: '',
  oxygen: '',
  systolic: '',
  pulse: '',
  consciousness: '',
  temperature: '',
  minutesAgo: '',
};

/**
 * Values of a set as they would have been typed. `minutesAgo` stays empty: the time at which they were taken stands until
 * somebody types another one.
 */
export function draftOf(values: News2Observations): ObservationsDraft {
  const written = (value: number | null) => (value === null ? '' : String(value));
  return {
    respiration: written(values.respiration),
    spo2: written(values.spo2),
    oxygen: values.oxygen === null ? '' : values.oxygen ? 'oxygen' : 'air',
    systolic: written(values.systolic),
    pulse: written(values.pulse),
    consciousness: values.consciousness ?? '',
    temperature: values.temperature === null ? '' : values.temperature.toFixed(1),
    minutesAgo: '',
  };
}

/** One minute less than what the service takes, a day: it arrives a little after it was typed. */
const mostMinutesAgo = 24 * 60 - 1;

/** When they were taken, by what is typed at `nowMs`; null of nothing, and of what cannot be. */
export function takenAtOf({ minutesAgo }: ObservationsDraft, nowMs: number): string | null {
  const typed = minutesAgo.trim();
  if (!/^\d{1,4}$/.test(typed) || Number(typed) > mostMinutesAgo) return null;
  return new Date(nowMs - Number(typed) * 60_000).toISOString();
}

export type ReadObservations = {
  /** What can be read; what cannot is null, and has a problem. */
  readonly values: News2Observations;
  readonly problems: Readonly<Partial<Record<ObservationsField, string>>>;
  readonly missing: readonly News2Parameter[];
};

/** Reads what is typed. A value that cannot be is said, and never scored. */
export function readObservations(draft: ObservationsDraft): ReadObservations {
  const problems: Partial<Record<ObservationsField, string>> = {};
  const number = (field: keyof typeof possibleValues) => {
    const typed = draft[field].trim().replace(',', '.');
    if (typed === '') return null;
    const { from, to } = possibleValues[field];
    const form = field === 'temperature' ? /^\d{1,3}(\.\d)?$/ : /^\d{1,4}$/;
    const value = Number(typed);
    if (form.test(typed) && value >= from && value <= to) return value;
    problems[field] = rangeWords(field);
    return null;
  };
  const values: News2Observations = {
    respiration: number('respiration'),
    spo2: number('spo2'),
    oxygen: draft.oxygen === '' ? null : draft.oxygen === 'oxygen',
    systolic: number('systolic'),
    pulse: number('pulse'),
    consciousness: draft.consciousness === '' ? null : draft.consciousness,
    temperature: number('temperature'),
  };
  if (draft.minutesAgo.trim() !== '' && takenAtOf(draft, 0) === null) {
    problems.minutesAgo = `Minutes ago must be a whole number, ${String(mostMinutesAgo)} at most: none of more than a day ago is saved`;
  }
  const missing = parameters.filter((one) => values[one] === null && problems[one] === undefined);
  return { values, problems, missing };
}

/** What the field takes; for the temperature the unit is said, because 98.6 is a mistake of it. */
function rangeWords(field: keyof typeof possibleValues): string {
  const { from, to } = possibleValues[field];
  const range = `between ${String(from)} and ${String(to)}`;
  return field === 'temperature'
    ? `Temperature must be in °C, ${range}, with one digit after the point, such as 37.2`
    : `${parameterNames[field]} must be a whole number ${range}`;
}

/**
 * The score of what is typed, in words; null of nothing, and of somebody too young for it on that day. What is missing has no
 * score and never reads as zero (HAZ-39).
 */
export function liveScoreWords(
  draft: ObservationsDraft,
  { scale, dateOfBirth, today }: { scale: Spo2Scale; dateOfBirth: string | null; today: string },
): string | null {
  if (isEmpty(draft) || isTooYoung(dateOfBirth, today)) return null;
  const { values, problems } = readObservations(draft);
  const unread = Object.keys(problems).filter((field) => field !== 'minutesAgo');
  const score = scoreOf({ values, scale });
  const missing = score.complete ? [] : score.missing;
  const words =
    unread.length > 0 || missing.length > 0
      ? `No NEWS2 score yet: ${namesOf(missing)} to be typed or corrected`
      : scoreWords(score);
  return score.red.length === 0 ? words : `${words}. Scores 3: ${namesOf(score.red)}`;
}

export function isEmpty(draft: ObservationsDraft): boolean {
  return Object.entries(draft).every(([field, value]) => field === 'minutesAgo' || value.trim() === '');
}
