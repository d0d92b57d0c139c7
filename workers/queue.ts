import { type JobsOptions, Queue } from 'bullmq';
import { acuityRank } from '../domain/calls/call.ts';
import type { JobName, JobPayload } from '../domain/contract/jobs.ts';
import type { DeliveryId, OfferId, VisitId } from '../domain/ids.ts';
import type { Clock, DispatchableCall, Jobs, Log } from '../domain/ports.ts';
import { inTime } from '../process/timeout.ts';
import { closeRedis, createRedis, type RedisClient } from '../process/redis.ts';

/** The queues, and which jobs each carries. */
export const queueNames = ['urgent-calls', 'deadlines', 'deliveries', 'sweeps'] as const;
export type QueueName = (typeof queueNames)[number];

/** How long a caller waits for Redis before it goes on without the job; the sweep adds it later. */
const addWithinMs = 1000;

export type QueueSettings = { redisUrl: string; prefix: string; clock: Clock; log: Log };

const once: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 5,
  backoff: { type: 'fixed', delay: 500 },
};

/** Adds jobs to BullMQ. A job that cannot be added now is logged and left to the sweep; no caller fails for it. */
export class JobQueue implements Jobs {
  readonly #queues: Readonly<Record<QueueName, Queue>>;
  readonly #connections: RedisClient[] = [];
  readonly #clock: Clock;
  readonly #log: Log;

  constructor({ redisUrl, prefix, clock, log }: QueueSettings) {
    const open = (name: QueueName) => {
      const connection = createRedis({ url: redisUrl, log, connection: `queue.${name}`, whileAway: 'wait' });
      this.#connections.push(connection);
      const queue = new Queue(name, { connection, prefix });
      queue.on('error', (error) => {
        log.warn('queue failed', { queue: name, code: error.name });
      });
      return queue;
    };
    this.#queues = {
      'urgent-calls': open('urgent-calls'),
      deadlines: open('deadlines'),
      deliveries: open('deliveries'),
      sweeps: open('sweeps'),
    };
    this.#clock = clock;
    this.#log = log;
  }

  /** Every wake-up is a job of its own, because one that is running may already have read the world. */
  dispatchCall(call: DispatchableCall, { delayMs = 0 }: { delayMs?: number } = {}): Promise<void> {
    const { callId, organisationId, acuity } = call;
    const options = { priority: acuityRank[acuity], delay: delayMs };
    return this.#add('urgent-calls', 'dispatch-call', { callId, organisationId }, options);
  }

  /** The sweep's wake-up of a call: at most one waits in the queue. */
  redispatchCall(call: DispatchableCall): Promise<void> {
    const { callId, organisationId, acuity } = call;
    const options = { priority: acuityRank[acuity], jobId: `swept.${callId}` };
    return this.#add('urgent-calls', 'dispatch-call', { callId, organisationId }, options);
  }

  endRing({ offerId, deadline }: { offerId: OfferId; deadline: Date }): Promise<void> {
    return this.#add(
      'deadlines',
      'end-ring',
      { offerId },
      { jobId: `ring.${offerId}`, ...this.#until(deadline) },
    );
  }

  checkRing({ offerId, at }: { offerId: OfferId; at: Date }): Promise<void> {
    return this.#add(
      'deadlines',
      'check-ring',
      { offerId },
      { jobId: `heard.${offerId}`, ...this.#until(at) },
    );
  }

  endWrapUp({ visitId, until }: { visitId: VisitId; until: Date }): Promise<void> {
    return this.#add(
      'deadlines',
      'end-wrap-up',
      { visitId },
      { jobId: `wrap-up.${visitId}`, ...this.#until(until) },
    );
  }

  /** A queue of their own, so that a provider that hangs does not keep rings from ending. */
  deliver(deliveryId: DeliveryId): Promise<void> {
    return this.#add('deliveries', 'deliver', { deliveryId }, { jobId: `deliver.${deliveryId}` });
  }

  /** One sweep for each slot, however many workers ask for it. */
  sweep(slot: number): Promise<void> {
    return this.#add('sweeps', 'sweep', {}, { jobId: `sweep.${String(slot)}` });
  }

  /** As BullMQ has them, for the operators' board, which only looks. */
  get all(): readonly Queue[] {
    return queueNames.map((name) => this.#queues[name]);
  }

  /** How many jobs wait, run or are delayed, by queue; for `/metrics`. */
  async counts(): Promise<Record<QueueName, Record<string, number>>> {
    const count = (name: QueueName) =>
      this.#queues[name].getJobCounts('wait', 'prioritized', 'active', 'delayed');
    const [urgent, deadlines, deliveries, sweeps] = await Promise.all(queueNames.map(count));
    return {
      'urgent-calls': urgent ?? {},
      deadlines: deadlines ?? {},
      deliveries: deliveries ?? {},
      sweeps: sweeps ?? {},
    };
  }

  async ready(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map((queue) => queue.waitUntilReady()));
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map((queue) => queue.close()));
    await Promise.all(this.#connections.map(closeRedis));
  }

  #until(deadline: Date): JobsOptions {
    return { delay: Math.max(0, deadline.getTime() - this.#clock.now().getTime()) };
  }

  async #add<N extends JobName>(
    queue: QueueName,
    name: N,
    data: JobPayload<N>,
    options: JobsOptions,
  ): Promise<void> {
    try {
      await inTime(addWithinMs, () => this.#queues[queue].add(name, data, { ...once, ...options }));
    } catch (error) {
      this.#log.error('job not added; the sweep will add it', error, { job: name, queue });
    }
  }
}

/** Opens the queues; rejects when Redis cannot be reached at start. */
export async function openJobQueue(settings: QueueSettings): Promise<JobQueue> {
  const queue = new JobQueue(settings);
  await queue.ready();
  return queue;
}
