import { type JobsOptions, Queue } from 'bullmq';
import type { Clock, DispatchableCall, Jobs, Log } from '../domain/ports.ts';
import { type QueueName, queueNames, type TimedRule } from '../domain/due-rule.ts';
import { getTimedRule } from '../domain/timers/registry.ts';
import type { JobInputs } from '../domain/timers/timer-port.ts';
import { inTime } from '../process/timeout.ts';
import { closeRedis, createRedis, joinedOrNot, type RedisClient } from '../process/redis.ts';

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

  dispatchCall(call: DispatchableCall, { delayMs = 0 }: { delayMs?: number } = {}): Promise<void> {
    return this.add('dispatch-call', { ...call, behindMs: delayMs });
  }

  add<N extends keyof JobInputs>(name: N, input: JobInputs[N]): Promise<void> {
    return this.addJob(getTimedRule(name), input);
  }

  /** The job of this timer; the same as `add`, for who goes over all of them. */
  addJob(rule: TimedRule, input: JobInputs[keyof JobInputs]): Promise<void> {
    const { payload, at, delayMs = 0, ...once } = rule.jobOf(input);
    const delay = at === undefined ? delayMs : Math.max(0, at.getTime() - this.#clock.now().getTime());
    return this.#add(rule.queue, { name: rule.name, data: payload, options: { ...once, delay } });
  }

  /** One sweep for each slot, however many workers ask for it. */
  sweep(slot: number): Promise<void> {
    const options = { jobId: `sweep.${String(slot)}` };
    return this.#add('sweeps', { name: 'sweep', data: {}, options });
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

  async #add(
    queue: QueueName,
    { name, data, options }: { name: string; data: unknown; options: JobsOptions },
  ): Promise<void> {
    try {
      await inTime(addWithinMs, () => this.#queues[queue].add(name, data, { ...once, ...options }));
    } catch (error) {
      this.#log.error('job not added; the sweep will add it', error, { job: name, queue });
    }
  }
}

/** Opens the queues; where Redis does not answer, they take jobs as soon as it does, and the poller does the work. */
export async function openJobQueue(settings: QueueSettings): Promise<JobQueue> {
  const queue = new JobQueue(settings);
  await joinedOrNot(() => queue.ready());
  return queue;
}
