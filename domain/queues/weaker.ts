import { type Acuity, acuity } from '../calls/call.ts';
import type { PlannedStep, QueueSettings } from './queue.ts';

type PerAcuity =
  | 'preferredSeconds'
  | 'tierOneSeconds'
  | 'tierTwoSeconds'
  | 'ringTogether'
  | 'raiseAfterSeconds'
  | 'escalationPlan'
  | 'lostClinicianSeconds'
  | 'answerWithinSeconds';

/** Seconds or a number, null for never, skills, or the steps of an escalation plan. */
export type SettingValue = number | null | readonly string[] | readonly PlannedStep[];

/** One setting that differs between two queues, or between two versions of one. */
export type Difference = {
  readonly setting: 'ringSeconds' | 'requiredSkills' | PerAcuity;
  /** Of calls of which acuity; null for what holds for all. */
  readonly acuity: Acuity | null;
  readonly before: SettingValue;
  readonly after: SettingValue;
  /** It may make somebody wait longer, or be seen by somebody else: a second person has to confirm it. */
  readonly weaker: boolean;
};

type Judged = { before: SettingValue; after: SettingValue; weaker: boolean };

/**
 * What differs, and what of it is weaker for safety. Not weaker is: more people rung earlier, more rung together for an
 * immediate call, a call that becomes more urgent sooner, a plan with more steps or earlier ones, a lost clinician told
 * sooner, a stricter aim. Everything else is weaker; so is any change of how long a ring lasts (short ones are missed,
 * long ones keep the call from the next clinician) and of the required skills (more of them and fewer can answer, fewer
 * of them and somebody without clearance is rung).
 */
export function differencesOf(before: QueueSettings, after: QueueSettings): Difference[] {
  return settingsOf(before, after).filter((one) => !same(one.before, one.after));
}

function settingsOf(before: QueueSettings, after: QueueSettings): Difference[] {
  const ofAll: Difference[] = [
    { setting: 'ringSeconds', acuity: null, ...changed(before.ringSeconds, after.ringSeconds) },
    {
      setting: 'requiredSkills',
      acuity: null,
      ...changed(before.requiredSkills.toSorted(), after.requiredSkills.toSorted()),
    },
  ];
  const ofEach = acuity.options.flatMap((one) =>
    Object.entries(judged(one, before, after)).map(([setting, found]) => ({
      setting: setting as PerAcuity,
      acuity: one,
      ...found,
    })),
  );
  return [...ofAll, ...ofEach];
}

/** Whether a second person has to confirm the change. */
export function isWeaker(before: QueueSettings, after: QueueSettings): boolean {
  return differencesOf(before, after).some(({ weaker }) => weaker);
}

function judged(of: Acuity, before: QueueSettings, after: QueueSettings): Record<PerAcuity, Judged> {
  const [old, now] = [before.relaxation[of], after.relaxation[of]];
  const [oldEnds, ends] = [stageEnds(before, of), stageEnds(after, of)];
  const [oldRaise, raise] = [raiseOf(before, of), raiseOf(after, of)];
  return {
    preferredSeconds: {
      ...{ before: old.preferredSeconds, after: now.preferredSeconds },
      weaker: ends.preferred > oldEnds.preferred,
    },
    tierOneSeconds: {
      ...{ before: old.tierOneSeconds, after: now.tierOneSeconds },
      weaker: ends.tierOne > oldEnds.tierOne,
    },
    tierTwoSeconds: {
      ...{ before: old.tierTwoSeconds, after: now.tierTwoSeconds },
      weaker: ends.tierTwo > oldEnds.tierTwo,
    },
    ringTogether: ringTogether(of, before.ringTogether[of], after.ringTogether[of]),
    raiseAfterSeconds: {
      ...{ before: oldRaise, after: raise },
      weaker: (raise ?? Infinity) > (oldRaise ?? Infinity),
    },
    escalationPlan: {
      ...{ before: before.ladder[of], after: after.ladder[of] },
      weaker: !doesAllOf(before.ladder[of], after.ladder[of]),
    },
    lostClinicianSeconds: longer(before.lostClinicianSeconds[of], after.lostClinicianSeconds[of]),
    answerWithinSeconds: longer(before.answerWithinSeconds[of], after.answerWithinSeconds[of]),
  };
}

/** Seconds until only the known clinician, then only the first tier, then only both tiers have been rung. */
function stageEnds({ relaxation }: QueueSettings, of: Acuity) {
  const { preferredSeconds, tierOneSeconds, tierTwoSeconds } = relaxation[of];
  const tierOne = preferredSeconds + tierOneSeconds;
  return { preferred: preferredSeconds, tierOne, tierTwo: tierOne + tierTwoSeconds };
}

function raiseOf({ raiseAfterSeconds }: QueueSettings, of: Acuity): number | null {
  return of === 'immediate' ? null : raiseAfterSeconds[of];
}

/** Whoever rings for a call that is not immediate is not free for one that is. */
function ringTogether(of: Acuity, before: number, after: number): Judged {
  return { before, after, weaker: after < before || (of !== 'immediate' && after > before) };
}

/** Whether the new plan takes every step of the old one, and none of them later. */
function doesAllOf(before: readonly PlannedStep[], after: readonly PlannedStep[]): boolean {
  const timesOf = (steps: readonly PlannedStep[], action: PlannedStep['action']) =>
    steps.filter((step) => step.action === action).map(({ afterSeconds }) => afterSeconds);
  return before.every(({ action }) => {
    const times = timesOf(after, action);
    return timesOf(before, action).every((at, n) => (times[n] ?? Infinity) <= at);
  });
}

function longer(before: number, after: number): Judged {
  return { before, after, weaker: after > before };
}

function changed(before: SettingValue, after: SettingValue): Judged {
  return { before, after, weaker: true };
}

/** Every value is made of numbers and texts in one order of keys. */
function same(one: SettingValue, other: SettingValue): boolean {
  return codeOf(one) === codeOf(other);
}

/** Every setting of a new queue for the audit trail. */
export function settingsDetail(settings: QueueSettings): Record<string, string> {
  return Object.fromEntries(
    settingsOf(settings, settings).map(({ after, ...one }) => [nameOf(one), codeOf(after)]),
  );
}

/** A setting as the audit trail names it: `ringSeconds`, `urgent.ringTogether`. */
export function nameOf({ acuity, setting }: Pick<Difference, 'acuity' | 'setting'>): string {
  return acuity === null ? setting : `${acuity}.${setting}`;
}

/** A value as the audit trail keeps it: `20`, `never`, `palliative`, `20 ring-all, 60 tell-station`. */
export function codeOf(value: SettingValue): string {
  if (value === null) return 'never';
  if (typeof value === 'number') return String(value);
  const codes = value.map((one) =>
    typeof one === 'string' ? one : `${String(one.afterSeconds)} ${one.action}`,
  );
  return codes.length === 0 ? 'none' : codes.join(', ');
}
