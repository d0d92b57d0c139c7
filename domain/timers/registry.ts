import { z } from 'zod';
import { refusalChore } from '../accounts/refusals.ts';
import { forgetSignIns } from '../accounts/sign-in.ts';
import { stationIsGone } from '../call-backs/drop.ts';
import { lapseChore } from '../clinics/lapse-holds.ts';
import { missingOutcomesChore } from '../clinics/missing-outcomes.ts';
import { unsignedLettersChore } from '../clinics/unsigned-letters.ts';
import { notSetUpChore } from '../clinics/not-set-up.ts';
import { reminderChore } from '../clinics/reminders.ts';
import { strangersChore } from '../clinics/prison-events.ts';
import { prisonIsMissing } from '../clinics/ring-station.ts';
import { planningChore } from '../clinics/templates.ts';
import { acuityRises, dispatchCall } from '../dispatching/timers.ts';
import { messageIsDue, stepIsDue } from '../escalation/timers.ts';
import { ringEnds, ringIsHeard } from '../offers/timers.ts';
import { expiryChore } from '../proposals/propose.ts';
import { forgetReports } from '../quality/keep-reports.ts';
import { eraseCalls } from '../retention/erase-calls.ts';
import { erasePatients } from '../retention/erase-patients.ts';
import { coverChore } from '../escalation/watch-cover.ts';
import { leadComesOrGoes } from '../lost-clinician/timers.ts';
import { clinicianIsGone, visitStationIsGone, wrapUpEnds } from '../visits/timers.ts';
import { exportsChore } from '../record/forget-exports.ts';
import { subscriptionsChore } from '../record/subscriptions/forget-events.ts';
import { type Chore, type DueRule, isTimed, type TimedRule } from '../due-rule.ts';
import type { JobInputs } from './timer-port.ts';

/** Every timer of the service; the queue, the sweep and the poller go over them. */
export const dueRules: readonly DueRule[] = [
  dispatchCall,
  ringEnds,
  ringIsHeard,
  wrapUpEnds,
  acuityRises,
  stepIsDue,
  stationIsGone,
  visitStationIsGone,
  leadComesOrGoes,
  clinicianIsGone,
  prisonIsMissing,
  messageIsDue,
];

/** Those that have a job. */
export const timedRules: readonly TimedRule[] = dueRules.filter(isTimed);

/** The payloads of all jobs: those of the timers, and the one that gives everything open in Postgres its job again. */
export const jobs: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(timedRules.map(({ name, payload }) => [name, payload])),
  sweep: z.strictObject({}),
};

/** Throws for a name that no timer has. */
export function getTimedRule(name: keyof JobInputs): TimedRule {
  const rule = timedRules.find((one) => one.name === name);
  if (rule === undefined) {
    throw new Error(`no timer has jobs called ${name}`);
  }
  return rule;
}

const hourMs = 3_600_000;

/** What is done now and then, whatever is due. */
export const chores: readonly Chore[] = [
  coverChore,
  refusalChore,
  expiryChore,
  lapseChore,
  planningChore,
  reminderChore,
  notSetUpChore,
  missingOutcomesChore,
  unsignedLettersChore,
  strangersChore,
  {
    name: 'forget-reports',
    everyMs: hourMs,
    run: (deps, { quality }) => forgetReports(deps, quality),
  },
  exportsChore,
  subscriptionsChore,
  { name: 'forget-sign-ins', everyMs: 24 * hourMs, run: (deps) => forgetSignIns(deps) },
  {
    name: 'erase-calls',
    everyMs: 24 * hourMs,
    run: (deps, { retention }) => eraseCalls(deps, retention),
  },
  {
    name: 'erase-patients',
    everyMs: 24 * hourMs,
    run: (deps, { retention }) => erasePatients(deps, retention),
  },
];
