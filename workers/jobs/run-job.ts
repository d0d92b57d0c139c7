import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { checkRing, endRing } from '../../domain/offers/ring-limits.ts';
import type { Dispatcher } from '../immediate-dispatch.ts';
import { endWrapUp } from '../../domain/visits/end-visit.ts';
import { type JobName, jobs } from '../../domain/contract/jobs.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Deps } from '../../domain/ports.ts';
import type { Courier } from '../delivery/courier.ts';
import type { JobQueue } from '../queue.ts';
import { sweep } from './sweep.ts';

export type JobWorld = { deps: Deps; dispatcher: Dispatcher; queue: JobQueue; courier: Courier };

type Run = (world: JobWorld, data: unknown) => Promise<{ remainingMs: number }>;

const done = { remainingMs: 0 };

/** What each job does, once its payload is parsed. */
const runs: Readonly<Record<JobName, Run>> = {
  'dispatch-call': async ({ dispatcher }, data) => {
    await dispatcher.dispatch(jobs['dispatch-call'].parse(data).organisationId);
    return done;
  },
  'end-ring': ({ deps }, data) => endRing(deps, jobs['end-ring'].parse(data)),
  'check-ring': ({ deps }, data) => checkRing(deps, jobs['check-ring'].parse(data)),
  'end-wrap-up': ({ deps }, data) => endWrapUp(deps, jobs['end-wrap-up'].parse(data)),
  deliver: ({ courier }, data) => courier.deliver(jobs.deliver.parse(data).deliveryId),
  sweep: async ({ deps, queue }) => {
    await sweep(deps.store.reads, queue);
    return done;
  },
};

/**
 * Runs one job: returns when there is nothing left to do, delays it again when it has come early, throws to be
 * retried, and throws `UnrecoverableError` when a retry cannot help.
 */
export async function runJob(world: JobWorld, job: Job, token: string | undefined): Promise<void> {
  const startedAt = performance.now();
  const { remainingMs } = await attempt(world, job);
  if (remainingMs > 0) {
    await job.moveToDelayed(Date.now() + remainingMs, token);
    throw new DelayedError();
  }
  world.deps.log.info('job done', { job: job.name, durationMs: Math.round(performance.now() - startedAt) });
}

async function attempt(world: JobWorld, job: Job): Promise<{ remainingMs: number }> {
  const run = Object.hasOwn(runs, job.name) ? runs[job.name as JobName] : undefined;
  if (run === undefined) {
    throw new UnrecoverableError(`no job is called ${job.name}`);
  }
  try {
    return await run(world, job.data);
  } catch (error) {
    if (error instanceof DomainError && error.code !== 'unavailable') {
      throw new UnrecoverableError(error.message);
    }
    throw error;
  }
}
