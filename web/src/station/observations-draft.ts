import { z } from 'zod';
import {
  consciousness,
  type News2Observations,
  type News2Parameter,
  possibleValues,
} from '../../../domain/record/news2.ts';
import type { ObservationSetView } from '../../../domain/record/observation-set.ts';
import { parameterNames, parameters } from '../observations/observation-words.ts';

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

/** A set that is to be corrected, as it would have been typed. */
export function draftOfSet({ values, takenAt }: ObservationSetView, nowMs: number): ObservationsDraft {
  const written = (value: number | null) => (value === null ? '' : String(value));
  const minutes = Math.max(0, Math.round((nowMs - Date.parse(takenAt)) / 60_000));
  return {
    respiration: written(values.respiration),
    spo2: written(values.spo2),
    oxygen: values.oxygen === null ? '' : values.oxygen ? 'oxygen' : 'air',
    systolic: written(values.systolic),
    pulse: written(values.pulse),
    consciousness: values.consciousness ?? '',
    temperature: values.temperature === null ? '' : values.temperature.toFixed(1),
    minutesAgo: minutes === 0 ? '' : String(minutes),
  };
}

export type ReadObservations = {
  /** What can be read; what cannot is null, and has a problem. */
  readonly values: News2Observations;
  readonly minutesAgo: number;
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
  const ago = draft.minutesAgo.trim();
  const minutesAgo = ago === '' ? 0 : Number(ago);
  if (ago !== '' && !(/^\d{1,4}$/.test(ago) && minutesAgo <= 24 * 60)) {
    problems.minutesAgo = 'Minutes ago must be a whole number, 1440 (one day) at most';
  }
  const missing = parameters.filter((one) => values[one] === null && problems[one] === undefined);
  return { values, minutesAgo, problems, missing };
}

/** What the field takes; for the temperature the unit is said, because 98.6 is a mistake of it. */
function rangeWords(field: keyof typeof possibleValues): string {
  const { from, to } = possibleValues[field];
  const range = `between ${String(from)} and ${String(to)}`;
  return field === 'temperature'
    ? `Temperature must be in °C, ${range}, with one digit after the point, such as 37.2`
    : `${parameterNames[field]} must be a whole number ${range}`;
}

export function isEmpty(draft: ObservationsDraft): boolean {
  return Object.entries(draft).every(([field, value]) => field === 'minutesAgo' || value.trim() === '');
}
