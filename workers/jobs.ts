import { randomUUID } from 'node:crypto';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { done, type Remaining, type TimerTools } from '../domain/due-rule.ts';
import { isRefusal } from '../domain/errors.ts';
import type { Reads } from '../domain/ports.ts';
import { timedRules } from '../domain/timers/registry.ts';
import { withinRequest } from '../process/request-context.ts';
import type { JobQueue } from './queue.ts';

/**
 * Everything open in Postgres gets its job: waiting calls, ringing offers, running wrap-ups. An existing job is left
 * alone (same id), so this costs little and restores whatever Redis has lost.
 */
export async function sweep(reads: Reads, queue: JobQueue): Promise<void> {
  const open = await reads.listOpenWork();
  await Promise.all(
    timedRules.flatMap((rule) => (rule.findOpen?.(open) ?? []).map((input) => queue.addJob(rule, input))),
  );
}

export type JobWorld = TimerTools & { queue: JobQueue };

/**
 * Runs one job: returns when there is nothing left to do, delays it again when it has come early, throws to be
 * retried, and throws `UnrecoverableError` when a retry cannot help.
 */
export function runJob(world: JobWorld, job: Job, token: string | undefined): Promise<void> {
  return withinRequest(randomUUID(), () => runInContext(world, job, token));
}

async function runInContext(world: JobWorld, job: Job, token: string | undefined): Promise<void> {
  const startedAt = performance.now();
  const { remainingMs } = await attempt(world, job);
  if (remainingMs > 0) {
    await job.moveToDelayed(Date.now() + remainingMs, token);
    throw new DelayedError();
  }
  world.deps.log.info('job done', { job: job.name, durationMs: Math.round(performance.now() - startedAt) });
}

async function attempt(world: JobWorld, job: Job): Promise<Remaining> {
  try {
    if (job.name === 'sweep') {
      await sweep(world.deps.store.reads, world.queue);
      return done;
    }
    return await runTimed(world, job);
  } catch (error) {
    if (isRefusal(error)) throw new UnrecoverableError(error.message);
    throw error;
  }
}

function runTimed(world: JobWorld, job: Job): Promise<Remaining> {
  const rule = timedRules.find(({ name }) => name === job.name);
  if (rule === undefined) {
    throw new UnrecoverableError(`no job is called ${job.name}`);
  }
  return rule.run(world, rule.payload.parse(job.data));
}
