import { Worker } from 'bullmq';
import { Dispatcher } from './immediate-dispatch.ts';
import type { Deps, Log } from '../domain/ports.ts';
import type { DeliveryTools } from '../domain/escalation/deliver.ts';
import type { DeliveryId } from '../domain/ids.ts';
import { type ChoreSettings, type QueueName, queueNames } from '../domain/due-rule.ts';
import { PeriodicTask } from '../process/periodic-task.ts';
import { closeRedis, createRedis, joinedOrNot, type RedisClient } from '../process/redis.ts';
import { Courier } from './delivery/courier.ts';
import { type JobWorld, runJob } from './jobs.ts';
import type { JobQueue } from './queue.ts';
import { DueWorkPoller } from './due-work-poller.ts';

const sweepEveryMs = 5000;

/** Jobs of one queue that run at the same time in one process. */
const concurrency: Readonly<Record<QueueName, number>> = {
  'urgent-calls': 16,
  deadlines: 16,
  deliveries: 32,
  sweeps: 1,
};

/**
 * What rings must be taken over quickly when its worker is killed. Measured from `kill -9` of a worker with an active
 * job to the next run: 60.0 s with the defaults of BullMQ, 4.0 s with these.
 */
const takeOver = { lockDuration: 4000, stalledInterval: 1000, maxStalledCount: 10 };

type OpenWorker = { worker: Worker; connection: RedisClient };

/** Runs jobs until closed. */
export class Workers {
  readonly #workers: readonly OpenWorker[];
  readonly #poller: DueWorkPoller;
  readonly #courier: Courier;
  readonly #sweeping: PeriodicTask;
  #closing: Promise<void> | undefined;

  constructor(parts: {
    workers: readonly OpenWorker[];
    poller: DueWorkPoller;
    courier: Courier;
    sweeping: PeriodicTask;
  }) {
    this.#workers = parts.workers;
    this.#poller = parts.poller;
    this.#courier = parts.courier;
    this.#sweeping = parts.sweeping;
  }

  /** Finishes the running jobs, takes no more. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.#sweeping.close(), this.#poller.close()]);
    await Promise.all(
      this.#workers.map(async ({ worker, connection }) => {
        await worker.close();
        await closeRedis(connection);
      }),
    );
    await this.#courier.close();
  }
}

/** Opens one BullMQ worker for each queue, polls Postgres, and sweeps now and every 5 s. */
export async function openWorkers(settings: {
  deps: Deps;
  delivery: DeliveryTools;
  chores: ChoreSettings;
  queue: JobQueue;
  redisUrl: string;
  prefix: string;
  log: Log;
}): Promise<Workers> {
  const { deps, delivery, chores, queue } = settings;
  const courier = new Courier({ ...deps, ...delivery });
  const dispatcher = new Dispatcher(deps);
  // From the start: the first look takes it back where nothing can be kept.
  const listening = { since: deps.clock.now() };
  const world = { deps, queue, dispatcher, listening, deliver: (id: DeliveryId) => courier.deliver(id) };
  const workers = queueNames.map((name) => openWorker({ ...settings, name, world }));
  await joinedOrNot(() => Promise.all(workers.map(({ worker }) => worker.waitUntilReady())));
  const poller = new DueWorkPoller(
    { deps, dispatcher, listening, deliver: (deliveryId) => courier.start(deliveryId) },
    chores,
  );
  poller.open();
  return new Workers({ workers, poller, courier, sweeping: sweepRegularly(queue, settings.log) });
}

function openWorker(settings: {
  name: QueueName;
  world: JobWorld;
  redisUrl: string;
  prefix: string;
  log: Log;
}): OpenWorker {
  const { name, world, redisUrl, prefix, log } = settings;
  const connection = createRedis({ url: redisUrl, log, connection: `worker.${name}`, whileAway: 'wait' });
  const worker = new Worker(name, (job, token) => runJob(world, job, token), {
    connection,
    prefix,
    concurrency: concurrency[name],
    ...takeOver,
  });
  worker.on('failed', (job, error) => {
    log.error('job failed', error, { job: job?.name, attempt: job?.attemptsMade });
  });
  worker.on('error', (error) => {
    log.warn('worker failed', { queue: name, code: error.name });
  });
  return { worker, connection };
}

/**
 * A timer of this process, not a scheduler inside Redis, asks for the sweeps: after `FLUSHALL` there would be no
 * scheduler left to notice that everything is gone.
 */
function sweepRegularly(queue: JobQueue, log: Log): PeriodicTask {
  const task = () => queue.sweep(Math.floor(Date.now() / sweepEveryMs));
  return new PeriodicTask({ name: 'sweep', everyMs: sweepEveryMs, log, task, startNow: true });
}
