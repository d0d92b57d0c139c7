import { z } from 'zod';
import * as id from '../ids.ts';
import type { CallId, ObservationSetId, OrganisationId, PatientId, SiteId, StationId } from '../ids.ts';
import { instant } from '../wire.ts';
import {
  consciousness,
  type News2,
  news2Faults,
  type News2Observations,
  news2Of,
  type Spo2Scale,
  spo2Scale,
} from './news2.ts';

/** `amended` has been corrected since it was first recorded; `entered-in-error` is kept and counts for nothing. */
export const observationState = z.enum(['final', 'amended', 'entered-in-error']);
export type ObservationState = z.infer<typeof observationState>;

/** What was observed at one time of one person, in one version. A version is never changed. */
export type ObservationSet = {
  readonly id: ObservationSetId;
  readonly version: number;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly callId: CallId;
  /** Whose; null while nobody has said which resident it is. A set never changes hands. */
  readonly patientId: PatientId | null;
  /** Made by whoever sends it, so that what is sent twice is recorded once. */
  readonly requestId: string;
  readonly stationId: StationId;
  readonly state: ObservationState;
  readonly takenAt: Date;
  readonly recordedAt: Date;
  readonly scale: Spo2Scale;
  readonly values: News2Observations;
};

/** Seven values with their units; null was not taken. The message names the value at fault, and never says it. */
export const observedValues = z
  .strictObject({
    /** Breaths a minute. */
    respiration: z.number().nullable(),
    /** Per cent. */
    spo2: z.number().nullable(),
    /** True on oxygen, false on air. */
    oxygen: z.boolean().nullable(),
    /** mmHg. */
    systolic: z.number().nullable(),
    /** Beats a minute. */
    pulse: z.number().nullable(),
    consciousness: consciousness.nullable(),
    /** °C, to a tenth. */
    temperature: z.number().nullable(),
  })
  .superRefine((values, context) => {
    for (const { parameter, fault } of news2Faults(values)) {
      const message = fault === 'not-whole' ? 'must be a whole number' : 'cannot be: is the unit right?';
      context.addIssue({ code: 'custom', path: [parameter], message });
    }
    const tenths = (values.temperature ?? 0) * 10;
    if (Math.abs(tenths - Math.round(tenths)) > 1e-6) {
      context.addIssue({ code: 'custom', path: ['temperature'], message: 'must be to a tenth of a degree' });
    }
    if (Object.values(values).every((value) => value === null)) {
      context.addIssue({ code: 'custom', path: [], message: 'at least one value is needed' });
    }
  });

/** What a station sends to record a set, or to correct one. */
export const recordedObservations = z.strictObject({
  requestId: z.uuid(),
  /** Whom the screen showed, and by which scale it scored: another one is refused, so that nothing is saved of somebody else. */
  patientId: id.patientId.nullable(),
  scale: spo2Scale,
  takenAt: instant,
  values: observedValues,
  /** The total that the screen showed; null of an incomplete set. */
  total: z.int().min(0).max(20).nullable(),
  /** Which set it corrects, in the version that was seen. */
  corrects: z.strictObject({ setId: id.observationSetId, version: z.int().min(1) }).nullable(),
});
export type RecordedObservations = z.infer<typeof recordedObservations>;

/** A set as screens are told it; scored there by the same function. */
export const observationSetView = z.strictObject({
  setId: id.observationSetId,
  version: z.int().min(1),
  /** Also of the calls that this one continues; false of an earlier set of the same resident. */
  ofThisCall: z.boolean(),
  state: observationState.exclude(['entered-in-error']),
  takenAt: instant,
  scale: spo2Scale,
  values: z.strictObject({
    respiration: z.number().nullable(),
    spo2: z.number().nullable(),
    oxygen: z.boolean().nullable(),
    systolic: z.number().nullable(),
    pulse: z.number().nullable(),
    consciousness: consciousness.nullable(),
    temperature: z.number().nullable(),
  }),
});
export type ObservationSetView = z.infer<typeof observationSetView>;

/** What of a set is scored. */
export type ScoredSet = Pick<ObservationSet, 'values' | 'scale'>;

/**
 * Those of the sets, the newest first, that still say how somebody is: down to the last complete one. A set with values
 * missing takes nothing back of it: what was not taken again may be as bad as before (HAZ-39).
 */
export function stillCounting<S extends ScoredSet>(sets: readonly S[]): S[] {
  const complete = sets.findIndex((set) => scoreOf(set).complete);
  return sets.slice(0, complete === -1 ? sets.length : complete + 1);
}

/** The score of a set; of an incomplete one there is no total. */
export function scoreOf({ values, scale }: ScoredSet): News2 {
  return news2Of(values, scale);
}

/** The total of a complete set; null of any other, and never zero for what is missing. */
export function totalOf(set: Pick<ObservationSet, 'values' | 'scale'>): number | null {
  const score = scoreOf(set);
  return score.complete ? score.total : null;
}

/**
 * After how many minutes observations are due again, and so say no more how somebody is: the least monitoring by the RCP's
 * chart 4. Of 1 to 4 it asks for every 4 to 6 hours, and of 7 and more for continuous monitoring, which staff with
 * a thermometer and a cuff do not have: a quarter of an hour is ours (ADR 41).
 */
export function staleAfterMinutes(score: News2): number {
  const total = score.complete ? score.total : score.atLeast;
  if (total >= 7) return 15;
  if (total >= 5 || score.red.length > 0) return 60;
  if (total >= 1 || !score.complete) return 4 * 60;
  return 12 * 60;
}

/** Whether the observations are due again. */
export function isStale(
  set: Pick<ObservationSetView, 'values' | 'scale' | 'takenAt'>,
  nowMs: number,
): boolean {
  return nowMs - Date.parse(set.takenAt) > staleAfterMinutes(scoreOf(set)) * 60_000;
}

/** NEWS2 is for people of 16 and over. */
export const youngestScored = 16;

/** Whether somebody born that day is too young for NEWS2 on that day; both as `2026-11-30`. */
export function isTooYoung(dateOfBirth: string | null, today: string): boolean {
  if (dateOfBirth === null) return false;
  const [year = '', ...rest] = dateOfBirth.split('-');
  const sixteenth = [String(Number(year) + youngestScored), ...rest].join('-');
  return today < sixteenth;
}

/** Writing observations; whoever does has locked the call. */
export type ObservationWrites = {
  /**
   * The newest version of each set of the call, and of those that it continues, that is not in error, the newest taken first. Of
   * the continued ones only what is of the person whom the call is about.
   */
  listOfCall(callId: CallId): Promise<ObservationSet[]>;
  /** What a request with this id has recorded of the call or of one that it continues, in whatever version. */
  findByRequest(callId: CallId, requestId: string): Promise<ObservationSet | undefined>;
  /**
   * Adds a version of a set. Where it is known whose it is, the record gets it too: an Observation for each value and
   * one for the total; what was said before and is not so any more becomes `entered-in-error`.
   */
  keep(set: ObservationSet): Promise<void>;
};
