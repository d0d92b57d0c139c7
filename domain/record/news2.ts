import { z } from 'zod';

/**
 * The National Early Warning Score of adults, second edition.
 *
 * Royal College of Physicians: National Early Warning Score (NEWS) 2, London, December 2017, chart 1 (scores) and charts 3 and 4
 * (thresholds). Not for people under 16 and not in pregnancy.
 */

/**
 * Which of the two scales the oxygen saturation is scored by. Scale 2 only where hypercapnic respiratory failure is confirmed
 * and a competent clinician has prescribed a target of 88 to 92 %; it is never inferred from a diagnosis.
 */
export const spo2Scale = z.union([z.literal(1), z.literal(2)]);
export type Spo2Scale = z.infer<typeof spo2Scale>;

/** Alert, new Confusion, responds to Voice, responds to Pain, Unresponsive. */
export const consciousness = z.enum(['A', 'C', 'V', 'P', 'U']);
export type Consciousness = z.infer<typeof consciousness>;

/** What is observed and scored, in the order of the chart. */
export type News2Parameter =
  'respiration' | 'spo2' | 'oxygen' | 'systolic' | 'pulse' | 'consciousness' | 'temperature';

/** One set of observations; what has not been taken is null. */
export type News2Observations = {
  /** Breaths a minute. */
  readonly respiration: number | null;
  /** Oxygen saturation by pulse oximetry, in per cent. */
  readonly spo2: number | null;
  /** Whether the person is given oxygen. */
  readonly oxygen: boolean | null;
  /** Systolic blood pressure, in mmHg. */
  readonly systolic: number | null;
  /** Beats a minute. */
  readonly pulse: number | null;
  readonly consciousness: Consciousness | null;
  /** In °C; it is scored to a tenth of a degree. */
  readonly temperature: number | null;
};

type Measured = Exclude<News2Parameter, 'oxygen' | 'consciousness'>;

/** The smallest and the largest value that is taken for real: 98.6 is no temperature in °C. */
export const possibleValues: Readonly<Record<Measured, { readonly from: number; readonly to: number }>> = {
  respiration: { from: 1, to: 100 },
  spo2: { from: 1, to: 100 },
  systolic: { from: 1, to: 399 },
  pulse: { from: 1, to: 399 },
  temperature: { from: 20, to: 45 },
};

const measured = Object.keys(possibleValues) as Measured[];

/** Why a value is not scored. */
export type News2Fault = { readonly parameter: Measured; readonly fault: 'out-of-range' | 'not-whole' };

/** What of a set cannot be: outside of its range, or a count with a fraction. */
export function news2Faults(observations: News2Observations): News2Fault[] {
  return measured.flatMap((parameter): News2Fault[] => {
    const value = observations[parameter];
    if (value === null) return [];
    const { from, to } = possibleValues[parameter];
    if (!(value >= from && value <= to)) return [{ parameter, fault: 'out-of-range' }];
    const whole = parameter === 'temperature' || Number.isInteger(value);
    return whole ? [] : [{ parameter, fault: 'not-whole' }];
  });
}

/** Clinical risk by charts 3 and 4; `low-medium` is a total of 3 or 4 with a single parameter that scores 3. */
export type News2Risk = 'low' | 'low-medium' | 'medium' | 'high';

type Scored = {
  /** Of what has been observed, each by itself. */
  readonly scores: Readonly<Partial<Record<News2Parameter, number>>>;
  /** The single parameters that score 3. */
  readonly red: readonly News2Parameter[];
};

/** A set is complete or has no total: what has not been observed is not taken for normal. */
export type News2 =
  | (Scored & { readonly complete: true; readonly total: number; readonly risk: News2Risk })
  | (Scored & {
      readonly complete: false;
      readonly missing: readonly News2Parameter[];
      /** The total is this or more. */
      readonly atLeast: number;
    });

/**
 * Scores a set of observations.
 * @throws RangeError for a value that cannot be: ask `news2Faults` first
 */
export function news2Of(observations: News2Observations, scale: Spo2Scale): News2 {
  const [fault] = news2Faults(observations);
  if (fault !== undefined) throw new RangeError(`${fault.parameter} is ${fault.fault}`);
  const scores: Partial<Record<News2Parameter, number>> = {};
  const missing: News2Parameter[] = [];
  for (const parameter of parameters) {
    const score = scoreOf[parameter](observations, scale);
    if (score === null) missing.push(parameter);
    else scores[parameter] = score;
  }
  const sum = Object.values(scores).reduce((total, score) => total + score, 0);
  const red = parameters.filter((parameter) => scores[parameter] === 3);
  if (missing.length > 0) return { complete: false, scores, red, missing, atLeast: sum };
  return { complete: true, scores, red, total: sum, risk: riskOf(sum, red) };
}

/** In this order: 7 and more, 5 and 6, a single 3, the rest. */
export function riskOf(total: number, red: readonly News2Parameter[]): News2Risk {
  if (total >= 7) return 'high';
  if (total >= 5) return 'medium';
  return red.length > 0 ? 'low-medium' : 'low';
}

/** From a value on, up to the next one, it scores so much. */
type Bands = readonly (readonly [from: number, score: number])[];

const respiration: Bands = [
  [0, 3],
  [9, 1],
  [12, 0],
  [21, 2],
  [25, 3],
];
const saturationOfScale1: Bands = [
  [0, 3],
  [92, 2],
  [94, 1],
  [96, 0],
];
const saturationOfScale2OnAir: Bands = [
  [0, 3],
  [84, 2],
  [86, 1],
  [88, 0],
];
const saturationOfScale2OnOxygen: Bands = [...saturationOfScale2OnAir, [93, 1], [95, 2], [97, 3]];
const systolic: Bands = [
  [0, 3],
  [91, 2],
  [101, 1],
  [111, 0],
  [220, 3],
];
const pulse: Bands = [
  [0, 3],
  [41, 1],
  [51, 0],
  [91, 1],
  [111, 2],
  [131, 3],
];
const tenthsOfADegree: Bands = [
  [0, 3],
  [351, 1],
  [361, 0],
  [381, 1],
  [391, 2],
];

function banded(value: number | null, bands: Bands): number | null {
  if (value === null) return null;
  return bands.findLast(([from]) => value >= from)?.[1] ?? null;
}

/** On scale 2 what the saturation scores hangs on the oxygen from 93 % on, so it waits for that. */
function saturation({ spo2, oxygen }: News2Observations, scale: Spo2Scale): number | null {
  if (scale === 1) return banded(spo2, saturationOfScale1);
  if (oxygen === null) {
    return spo2 !== null && spo2 >= 93 ? null : banded(spo2, saturationOfScale2OnAir);
  }
  return banded(spo2, oxygen ? saturationOfScale2OnOxygen : saturationOfScale2OnAir);
}

const scoreOf: Readonly<
  Record<News2Parameter, (observations: News2Observations, scale: Spo2Scale) => number | null>
> = {
  respiration: (observed) => banded(observed.respiration, respiration),
  spo2: saturation,
  oxygen: ({ oxygen }) => (oxygen === null ? null : oxygen ? 2 : 0),
  systolic: (observed) => banded(observed.systolic, systolic),
  pulse: (observed) => banded(observed.pulse, pulse),
  consciousness: (observed) =>
    observed.consciousness === null ? null : observed.consciousness === 'A' ? 0 : 3,
  temperature: ({ temperature }) =>
    banded(temperature === null ? null : Math.round(temperature * 10), tenthsOfADegree),
};

const parameters = Object.keys(scoreOf) as News2Parameter[];
