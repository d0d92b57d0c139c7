import type { z } from 'zod';
import type { DeliveryId, OrganisationId } from './ids.ts';
import type { Deps } from './ports.ts';
import type { DueWork, JobInputs, OpenWork } from './timers/timer-port.ts';

/** The queues of BullMQ: jobs of one do not wait for those of another. `sweeps` holds no timer. */
export const queueNames = ['urgent-calls', 'deadlines', 'deliveries', 'sweeps'] as const;
export type QueueName = (typeof queueNames)[number];

/** What rules use beside the use cases. */
export type TimerTools = {
  deps: Deps;
  dispatcher: { dispatch(organisationId: OrganisationId): Promise<void> };
  deliver: (deliveryId: DeliveryId) => Promise<Remaining>;
  /** Since when this process could read and keep without a break, its start at the earliest; undefined while it cannot. */
  listening: { since: Date | undefined };
};

/** More than 0 for what has come early: the job is delayed again. */
export type Remaining = { remainingMs: number };
export const done: Remaining = { remainingMs: 0 };

/** How long this process has been able to poll without a break. */
export type Listening = {
  /** While Postgres was away nobody could be heard, and silence from that time says nothing about anybody. */
  listeningSince: Date;
  listenedMs: number;
  graceVisitMs: number;
};

/**
 * Something that comes due by itself, as the poller sees to it. `run` decides again under the rows that it holds, and
 * finds nothing left to do the second time: it may run twice, late or early.
 */
export type DueRule<Due = unknown> = {
  readonly name: string;
  /** Seen to before everything else that is due. */
  readonly goesFirst?: true;
  /** Its share of what the one statement of `store/timers/due-work.ts` has found. */
  findDue(found: DueWork, listening: Listening): readonly Due[];
  run(tools: TimerTools, due: Due): Promise<unknown>;
};

/** A rule that a job acts on at the moment itself; the poller is its net. */
export type TimedRule<Due = unknown, Name extends keyof JobInputs = keyof JobInputs> = Omit<
  DueRule<Due>,
  'name' | 'run'
> & {
  readonly name: Name;
  readonly queue: QueueName;
  /** Ids only, never clinical text and never a credential: every job re-reads the world before it acts. */
  readonly payload: z.ZodType<Due>;
  /** How the job is added: at once without `at` and `delayMs`; of two with one `jobId` only the first. */
  jobOf(input: JobInputs[Name]): {
    payload: Due;
    jobId?: string;
    at?: Date;
    delayMs?: number;
    priority?: number;
  };
  /** What the sweep adds the job for again. */
  findOpen?(open: OpenWork): readonly JobInputs[Name][];
  run(tools: TimerTools, due: Due): Promise<Remaining>;
};

export function isTimed(rule: DueRule | TimedRule): rule is TimedRule {
  return 'jobOf' in rule;
}

/** Something done again and again at its own pace; several processes may do it at once. */
export type Chore = {
  readonly name: string;
  readonly everyMs: number;
  run(deps: Deps, settings: ChoreSettings): Promise<unknown>;
};

export type ChoreSettings = { quality: { keepDays: number }; retention: { years: number } };
