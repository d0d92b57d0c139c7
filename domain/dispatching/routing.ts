import { type Acuity, type CallLife, type SearchStage, searchStages } from '../calls/call.ts';
import { ringingOffers } from '../calls/life.ts';
import type { CallId, ClinicianId, OrganisationId, QueueId, StationId } from '../ids.ts';
import type { QueueSettings } from '../queues/queue.ts';
import type { Skill } from '../clinicians/skill.ts';

/** How a clinician came not to answer a call that rang at them, or to give it up. */
export type RefusalKind = 'declined' | 'missed' | 'not-reached' | 'passed-on';

/** How long a clinician is not rung again by a call that they did not answer. */
export const restAfterMs: Readonly<Record<RefusalKind, number>> = {
  declined: 30_000,
  missed: 30_000,
  'not-reached': 5000,
  'passed-on': 30_000,
};

const minuteMs = 60_000;

/**
 * By how much an acuity goes before `soon`: a call counts as placed this much earlier. So a call waits behind a more
 * urgent one only if that was placed less than the difference after it, and nobody starves: a `soon` call goes before
 * every urgent call placed more than 20 minutes, and every immediate one placed more than 4 hours, after it. Shown to
 * managers in `docs/routing.md`.
 */
export const headStartMs: Readonly<Record<Acuity, number>> = {
  immediate: 240 * minuteMs,
  urgent: 20 * minuteMs,
  soon: 0,
};

/** The moment by which a call is served: the earlier, the sooner. It changes only with the acuity, not with time. */
export function orderAt({ acuity, placedAt }: { acuity: Acuity; placedAt: Date }): Date {
  return new Date(placedAt.getTime() - headStartMs[acuity]);
}

/** An unanswered call, with what decides who is rung. */
export type RoutableCall = {
  readonly callId: CallId;
  readonly organisationId: OrganisationId;
  readonly stationId: StationId;
  readonly queueId: QueueId;
  readonly acuity: Acuity;
  readonly orderAt: Date;
  readonly queuedAt: Date;
  readonly requiredSkills: readonly Skill[];
  readonly wantedSkills: readonly Skill[];
  readonly preferredClinicianId: ClinicianId | null;
  readonly ringAll: boolean;
  readonly life: Extract<CallLife, { phase: 'waiting' | 'ringing' }>;
  /** When each clinician last declined, missed, was not reached by or passed on this very call. */
  readonly refusals: readonly { clinicianId: ClinicianId; at: Date; how: RefusalKind }[];
};

/** A clinician who is on call and reachable. */
export type OnCallClinician = {
  readonly clinicianId: ClinicianId;
  readonly idleSince: Date;
  /** `missed`: free, but paused by the service because they missed a call; rung only when everybody is. */
  readonly readiness: 'free' | 'missed' | 'occupied';
  /** Of the shift they are in; outside one they serve every queue in the first tier. */
  readonly tier: 1 | 2;
  readonly queueIds: readonly QueueId[] | 'all';
  readonly skills: readonly Skill[];
};

export type PlannedOffer = { readonly callId: CallId; readonly clinicianId: ClinicianId };

type Settings = Pick<QueueSettings, 'relaxation' | 'ringTogether'>;
export type SettingsOf = (queueId: QueueId) => Settings;

/** The order in which calls are served; the id settles a tie. */
export function inRoutingOrder<C extends { orderAt: Date; callId: CallId }>(calls: readonly C[]): C[] {
  return calls.toSorted(
    (a, b) => a.orderAt.getTime() - b.orderAt.getTime() || (a.callId < b.callId ? -1 : 1),
  );
}

/** The stage that the clock alone has reached. A call that prefers nobody begins at the first tier. */
export function stageByTime(
  call: Pick<RoutableCall, 'acuity' | 'queuedAt' | 'preferredClinicianId'>,
  { relaxation }: Settings,
  now: Date,
): SearchStage {
  const { preferredSeconds, tierOneSeconds, tierTwoSeconds } = relaxation[call.acuity];
  const first = call.preferredClinicianId === null ? 0 : preferredSeconds;
  const waited = (now.getTime() - call.queuedAt.getTime()) / 1000;
  if (waited < first) return 'preferred';
  if (waited < first + tierOneSeconds) return 'tier-one';
  return waited < first + tierOneSeconds + tierTwoSeconds ? 'tier-two' : 'anyone';
}

/** Whether a clinician may be rung by a call at a stage. Required skills hold at every one. */
export function fits(
  call: Pick<RoutableCall, 'queueId' | 'requiredSkills' | 'wantedSkills' | 'preferredClinicianId'>,
  clinician: OnCallClinician,
  stage: SearchStage,
): boolean {
  if (!hasAll(clinician, call.requiredSkills)) return false;
  if (stage === 'anyone') return true;
  if (stage === 'preferred') return clinician.clinicianId === call.preferredClinicianId;
  const { queueIds, tier } = clinician;
  const serves = queueIds === 'all' || queueIds.includes(call.queueId);
  return serves && hasAll(clinician, call.wantedSkills) && (stage === 'tier-two' || tier === 1);
}

/**
 * The stage to search now: the one that the clock has reached, or the first after it at which somebody who has not
 * refused this call is on call at all. Waiting for a stage at which nobody can answer helps no patient.
 */
export function stageOf(
  call: RoutableCall,
  { clinicians, settings, now }: { clinicians: readonly OnCallClinician[]; settings: Settings; now: Date },
): SearchStage {
  if (call.ringAll) return 'anyone';
  const byTime = stageByTime(call, settings, now);
  const open = searchStages.slice(searchStages.indexOf(byTime));
  const hope = (stage: SearchStage) =>
    clinicians.some(
      (one) =>
        one.readiness !== 'missed' && fits(call, one, stage) && refusal(call, one.clinicianId) === undefined,
    );
  return open.find(hope) ?? 'anyone';
}

/**
 * Who is rung next. Calls are taken in routing order; each gets the clinicians it may ring now, up to as many as ring
 * together: first those who have not refused it, longest idle first, then those who refused it longest ago and have
 * rested. A call that nobody may take yet does not block those behind it.
 */
export function planOffers(world: World): PlannedOffer[] {
  return plan(world, inRoutingOrder(world.calls), ['free'], (call) =>
    ownPlacesLeft(call, world.settingsOf(call.queueId)),
  );
}

/**
 * The clinicians that `planOffers` has left over, for calls whose escalation asks for everybody, including those
 * paused for a missed call. Only then: on a night when many calls have come so far, one of them must not occupy every
 * clinician.
 */
export function planForEverybody(world: World): PlannedOffer[] {
  const calls = inRoutingOrder(world.calls.filter(({ ringAll }) => ringAll));
  return plan(world, calls, ['free', 'missed'], () => Number.POSITIVE_INFINITY);
}

function plan(
  world: World,
  calls: readonly RoutableCall[],
  readiness: readonly OnCallClinician['readiness'][],
  placesOf: (call: RoutableCall) => number,
): PlannedOffer[] {
  const free = new Map(
    world.clinicians
      .filter((clinician) => readiness.includes(clinician.readiness))
      .toSorted(byIdleness)
      .map((clinician) => [clinician.clinicianId, clinician]),
  );
  const planned: PlannedOffer[] = [];
  for (const call of calls) {
    if (free.size === 0) break;
    for (const { clinicianId } of chosenFor(
      call,
      { places: placesOf(call), free: [...free.values()] },
      world,
    )) {
      free.delete(clinicianId);
      planned.push({ callId: call.callId, clinicianId });
    }
  }
  return planned;
}

type World = {
  calls: readonly RoutableCall[];
  clinicians: readonly OnCallClinician[];
  settingsOf: SettingsOf;
  now: Date;
};

function chosenFor(
  call: RoutableCall,
  { places, free }: { places: number; free: readonly OnCallClinician[] },
  { clinicians, settingsOf, now }: World,
): OnCallClinician[] {
  if (places === 0) return [];
  const stage = stageOf(call, { clinicians, settings: settingsOf(call.queueId), now });
  return free
    .filter((one) => fits(call, one, stage) && !rests(call, one.clinicianId, now))
    .toSorted((a, b) => byRefusal(call, a, b) || byPreference(call, a, b) || byIdleness(a, b))
    .slice(0, places);
}

/** How many more clinicians this call may ring at the same time, before its escalation asks for everybody. */
export function ownPlacesLeft(
  call: Pick<RoutableCall, 'acuity' | 'life'>,
  settings: Pick<QueueSettings, 'ringTogether'>,
): number {
  return Math.max(0, settings.ringTogether[call.acuity] - ringingOffers(call.life).length);
}

function hasAll(clinician: OnCallClinician, wanted: readonly Skill[]): boolean {
  return wanted.every((skill) => clinician.skills.includes(skill));
}

function refusal(call: RoutableCall, clinicianId: ClinicianId) {
  return call.refusals.find((one) => one.clinicianId === clinicianId);
}

function rests(call: RoutableCall, clinicianId: ClinicianId, now: Date): boolean {
  const refused = refusal(call, clinicianId);
  return refused !== undefined && now.getTime() - refused.at.getTime() < restAfterMs[refused.how];
}

function byRefusal(call: RoutableCall, a: OnCallClinician, b: OnCallClinician): number {
  const at = (one: OnCallClinician) => refusal(call, one.clinicianId)?.at.getTime() ?? 0;
  return at(a) - at(b);
}

function byPreference(call: RoutableCall, a: OnCallClinician, b: OnCallClinician): number {
  const rank = (one: OnCallClinician) => (one.clinicianId === call.preferredClinicianId ? 0 : 1);
  return rank(a) - rank(b);
}

function byIdleness(a: OnCallClinician, b: OnCallClinician): number {
  return a.idleSince.getTime() - b.idleSince.getTime() || (a.clinicianId < b.clinicianId ? -1 : 1);
}
