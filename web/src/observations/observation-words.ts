import type { Consciousness, News2, News2Parameter, News2Risk } from '../../../domain/record/news2.ts';
import { type ObservationSetView, scoreOf, stillCounting } from '../../../domain/record/observation-set.ts';
import { listed } from '../service/words.ts';

/** The seven, in the order of the chart. */
export const parameterNames: Readonly<Record<News2Parameter, string>> = {
  respiration: 'Breaths a minute',
  spo2: 'Oxygen saturation',
  oxygen: 'Air or oxygen',
  systolic: 'Systolic blood pressure',
  pulse: 'Pulse',
  consciousness: 'Consciousness',
  temperature: 'Temperature',
};
export const parameters = Object.keys(parameterNames) as News2Parameter[];

export const consciousnessWords: Readonly<Record<Consciousness, string>> = {
  A: 'Alert',
  C: 'Newly confused',
  V: 'Responds to voice',
  P: 'Responds to pain',
  U: 'Unresponsive',
};

export const riskWords: Readonly<Record<News2Risk, string>> = {
  low: 'low risk',
  'low-medium': 'low to medium risk: one value scores 3',
  medium: 'medium risk',
  high: 'high risk',
};

type Values = ObservationSetView['values'];

/** A value with its unit; undefined for what was not taken. */
export function valueWords(values: Values, parameter: News2Parameter): string | undefined {
  if (parameter === 'oxygen') {
    return values.oxygen === null ? undefined : values.oxygen ? 'On oxygen' : 'On air';
  }
  if (parameter === 'consciousness') {
    return values.consciousness === null ? undefined : consciousnessWords[values.consciousness];
  }
  const value = values[parameter];
  if (value === null) return undefined;
  if (parameter === 'temperature') return `${value.toFixed(1)} °C`;
  const units = { respiration: '/min', spo2: '%', systolic: 'mmHg', pulse: '/min' } as const;
  return `${String(value)} ${units[parameter]}`;
}

/** As short as it is read in seconds; the words of air, oxygen and consciousness need no name. */
const shortNames: Readonly<Partial<Record<News2Parameter, string>>> = {
  respiration: 'Breaths',
  spo2: 'SpO2',
  systolic: 'Systolic',
  pulse: 'Pulse',
  temperature: 'Temperature',
};

/** A value with what it scores. That scale 2 was used is said: on it 88 % scores nothing, and on the other 3. */
export function partWords(set: ObservationSetView, { scores }: News2, parameter: News2Parameter): string {
  const value = valueWords(set.values, parameter);
  if (value === undefined) return `${parameterNames[parameter].toLowerCase()} not taken`;
  const score = scores[parameter];
  const scale = parameter === 'spo2' && set.scale === 2 ? 'scale 2' : undefined;
  const scored = score === undefined || score === 0 ? undefined : `scores ${String(score)}`;
  const aside = [scale, scored].filter((word) => word !== undefined).join(', ');
  const words = [shortNames[parameter], value].filter((word) => word !== undefined).join(' ');
  return aside === '' ? words : `${words} (${aside})`;
}

/** `respiration and pulse`, in words and lower case. */
export function namesOf(named: readonly News2Parameter[]): string {
  return listed(named.map((one) => parameterNames[one].toLowerCase()));
}

/** The score in words. Of an incomplete set there is none, and nothing here reads as zero (HAZ-39). */
export function scoreWords(score: News2): string {
  if (score.complete) return `NEWS2 ${String(score.total)}, ${riskWords[score.risk]}`;
  return `No NEWS2 score: not taken: ${namesOf(score.missing)}`;
}

/** `8 minutes ago`; never in the future, whatever the clocks say. */
export function agoWords(takenAt: string, nowMs: number): string {
  const minutes = Math.max(0, Math.floor((nowMs - Date.parse(takenAt)) / 60_000));
  if (minutes < 1) return 'less than a minute ago';
  if (minutes < 120) return `${String(minutes)} minute${minutes === 1 ? '' : 's'} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)} hours ago` : `${String(Math.floor(hours / 24))} days ago`;
}

/**
 * Which sets are shown beside the newest one while that is incomplete: the last complete one, and those between that are
 * known to be bad. What they found may be so still (HAZ-39).
 */
export function shownBeside(observations: readonly ObservationSetView[]): ObservationSetView[] {
  return stillCounting(observations)
    .slice(1)
    .filter((set) => scoreOf(set).complete || scoreOf(set).red.length > 0);
}
