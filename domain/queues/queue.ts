import { z } from 'zod';
import { type Acuity, acuity } from '../calls/call.ts';
import type { OrganisationId, PersonId, QueueId, SiteId } from '../ids.ts';
import { skill, type Skill } from '../clinicians/skill.ts';

const seconds = (max: number) => z.int().min(0).max(max);
const hour = 3600;
const day = 24 * hour;

const perAcuity = <T extends z.ZodType>(each: T) => eachAcuity(() => each);
const eachAcuity = <T extends z.ZodType>(of: (one: Acuity) => T) =>
  z.strictObject({ immediate: of('immediate'), urgent: of('urgent'), soon: of('soon') });

/**
 * The clinical floor, which no setting may go below: when anyone on call is rung at the latest, and when staff are told
 * to ring 999 or 111 themselves.
 */
export const latestSeconds: Readonly<Record<Acuity, { anyone: number; advice: number }>> = {
  immediate: { anyone: 60, advice: 5 * 60 },
  urgent: { anyone: 10 * 60, advice: 30 * 60 },
  soon: { anyone: hour, advice: 4 * hour },
};

/** Who is looked for and for how long, step by step; after the last, anyone on call with the required skills. */
const relaxation = (of: Acuity) =>
  z
    .strictObject({
      /** The clinician who saw this patient in the last 72 hours. */
      preferredSeconds: seconds(hour),
      /** First tier on the rota of this queue, with the skills staff asked for. */
      tierOneSeconds: seconds(hour),
      /** Both tiers, with the skills staff asked for. */
      tierTwoSeconds: seconds(hour),
    })
    .refine(
      ({ preferredSeconds, tierOneSeconds, tierTwoSeconds }) =>
        preferredSeconds + tierOneSeconds + tierTwoSeconds <= latestSeconds[of].anyone,
      {
        path: ['tierTwoSeconds'],
        message: `anyone on call must be rung after ${latestSeconds[of].anyone} seconds at the latest`,
      },
    );

/** What a planned step does, beyond ringing the next clinician, which goes on all the time. */
export const escalationActions = ['ring-all', 'push', 'second-tier', 'duty-manager', 'tell-station'] as const;
export const escalationAction = z.enum(escalationActions);
export type EscalationAction = z.infer<typeof escalationAction>;

export const plannedStep = z.strictObject({ afterSeconds: seconds(day), action: escalationAction });
export type PlannedStep = z.infer<typeof plannedStep>;

/** Steps in time order, each later than the one before; the last tells the station to ring 999 or 111. */
export const escalationPlan = z
  .array(plannedStep)
  .min(1)
  .max(10)
  .refine(
    (steps) => steps.every((step, n) => n === 0 || step.afterSeconds > (steps[n - 1]?.afterSeconds ?? 0)),
    'each step must come later than the one before',
  )
  .refine((steps) => steps.at(-1)?.action === 'tell-station', 'the last step must tell the station');

const planOf = (of: Acuity) =>
  escalationPlan.refine(
    (steps) => (steps.at(-1)?.afterSeconds ?? 0) <= latestSeconds[of].advice,
    `staff must be told to ring 999 or 111 after ${latestSeconds[of].advice} seconds at the latest`,
  );

export const queueSettings = z.strictObject({
  /** How long one offer rings. */
  ringSeconds: z.int().min(5).max(120),
  /** Never relaxed: nobody without all of these is rung by a call of this queue. */
  requiredSkills: z.array(skill).max(8),
  relaxation: eachAcuity(relaxation),
  /** How many clinicians ring at the same time for one call. */
  ringTogether: perAcuity(z.int().min(1).max(10)),
  /** A call that has had its acuity for this long without an answer becomes the next more urgent one; null is never. */
  raiseAfterSeconds: z.strictObject({ urgent: seconds(day).nullable(), soon: seconds(day).nullable() }),
  ladder: eachAcuity(planOf),
  /** A clinician who has not been in the room of a running visit for so long is lost: staff are told and may find another. */
  lostClinicianSeconds: perAcuity(z.int().min(5).max(60)),
  /** The service level's T. */
  answerWithinSeconds: perAcuity(z.int().min(5).max(day)),
});
export type QueueSettings = z.infer<typeof queueSettings>;

/** Where calls of one kind wait: care homes, prisons, the helpline. */
export type Queue = {
  readonly id: QueueId;
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly settings: QueueSettings;
};

const planAt = (times: readonly [number, number, number, number, number]): PlannedStep[] =>
  escalationActions.map((action, n) => ({ action, afterSeconds: times[n] ?? 0 }));

/** What a new queue starts with. */
export const defaultQueueSettings: QueueSettings = {
  ringSeconds: 20,
  requiredSkills: [],
  relaxation: {
    immediate: { preferredSeconds: 0, tierOneSeconds: 0, tierTwoSeconds: 0 },
    urgent: { preferredSeconds: 10, tierOneSeconds: 30, tierTwoSeconds: 30 },
    soon: { preferredSeconds: 30, tierOneSeconds: 120, tierTwoSeconds: 300 },
  },
  ringTogether: { immediate: 3, urgent: 1, soon: 1 },
  raiseAfterSeconds: { urgent: null, soon: 1800 },
  ladder: {
    immediate: planAt([20, 30, 45, 60, 90]),
    urgent: planAt([60, 90, 120, 180, 300]),
    soon: planAt([600, 900, 1200, 1800, 2400]),
  },
  lostClinicianSeconds: { immediate: 20, urgent: 20, soon: 20 },
  answerWithinSeconds: { immediate: 20, urgent: 60, soon: 900 },
};

/** The next more urgent one; undefined above `immediate`. */
export function raised(now: Acuity): Acuity | undefined {
  const order = acuity.options;
  return order[order.indexOf(now) - 1];
}

export type QueueWrites = {
  /** Every queue of the organisation, oldest first. */
  list(organisationId: OrganisationId): Promise<Queue[]>;
  find(queueId: QueueId): Promise<Queue | undefined>;
  /** The same, and nobody else changes it before the end of the transaction. */
  lock(queueId: QueueId): Promise<Queue | undefined>;
  /** Where the calls of a site go; nobody else moves it before the end of the transaction. */
  lockSite(siteId: SiteId): Promise<{ organisationId: OrganisationId; queueId: QueueId } | undefined>;
  /** The queue into which the calls of a site go. */
  findOfSite(siteId: SiteId): Promise<Queue | undefined>;
  /** Throws `conflict` when the organisation has a queue of that name. */
  add(queue: Queue): Promise<void>;
  /** Throws `conflict` likewise. */
  change(queueId: QueueId, to: { name: string; settings: QueueSettings }): Promise<void>;
  assignSite(siteId: SiteId, queueId: QueueId): Promise<void>;
  /** Skills and telephone number, which is where SMS and voice reach them. */
  setProfile(personId: PersonId, profile: { skills: readonly Skill[]; phone: string | null }): Promise<void>;
};

export type QueueReads = {
  listQueues(organisationId: OrganisationId): Promise<Queue[]>;
};
