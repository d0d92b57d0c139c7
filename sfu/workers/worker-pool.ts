import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../domain/ports.ts';
import { type ListenAddress, type Load, MediaWorker } from './media-worker.ts';
import { unavailable } from './refusals.ts';

export type WorkerPoolOptions = {
  workers: number;
  listenAddress: string;
  announcedAddress?: string;
  /** More addresses on the same ports, such as IPv6 beside IPv4. */
  furtherAddresses?: readonly ListenAddress[];
  /** Worker n listens on firstPort + n, UDP and TCP; 0 lets each take any free port. */
  firstPort: number;
  workerBin: string;
  log: Log;
};

const retryMs = { first: 100, longest: 5_000 };

/** The worker processes of this node. A worker that dies is replaced in its place and on its port. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #workers: (MediaWorker | undefined)[] = [];
  readonly #replacements = new Map<number, Promise<void>>();
  readonly #listeners = new Set<(worker: MediaWorker) => void>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Starts all workers concurrently; if one cannot start, the others are ended. */
  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    const places = Array.from({ length: options.workers }, (_, place) => place);
    const started = await Promise.allSettled(places.map((place) => pool.#start(place)));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      await pool.close();
      throw new Error('A media worker could not start.', { cause: failed.reason });
    }
    return pool;
  }

  get size(): number {
    return this.#usable().length;
  }

  /** A worker died: it serves nothing any more, and a replacement is starting. */
  onDied(listener: (worker: MediaWorker) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Places a room on the least loaded worker, in the same step as choosing it, so that rooms opened at the same time
   * spread. While every worker is being replaced it waits for the first one ready.
   */
  async place(load: Load): Promise<{ worker: MediaWorker; release: () => void }> {
    while (!this.#closing.signal.aborted) {
      const [first, ...rest] = this.#usable();
      if (first !== undefined) {
        const worker = rest.reduce((least, one) => (one.load < least.load ? one : least), first);
        return { worker, release: worker.carry(load) };
      }
      if (this.#replacements.size === 0) break;
      await Promise.race(this.#replacements.values());
    }
    throw unavailable();
  }

  /** Processor time of each worker so far, in milliseconds, by pid; a worker that dies meanwhile is left out. */
  async cpuTimes(): Promise<Map<number, number>> {
    const workers = this.#usable();
    const times = await Promise.allSettled(
      workers.map(async (worker) => [worker.pid, await worker.cpuMs()] as const),
    );
    return new Map(times.flatMap((time) => (time.status === 'fulfilled' ? [time.value] : [])));
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#replacements.values());
    // Includes those that mediasoup closed by itself on a signal: their processes may still be running.
    const workers = this.#workers.filter((worker) => worker !== undefined);
    const ended = await Promise.allSettled(workers.map((worker) => worker.close()));
    const errors = ended.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (errors.length > 0) throw new AggregateError(errors, 'Media workers did not end cleanly.');
  }

  #usable(): MediaWorker[] {
    return this.#workers.filter((worker) => worker?.usable === true) as MediaWorker[];
  }

  async #start(place: number): Promise<void> {
    const {
      listenAddress,
      announcedAddress,
      furtherAddresses = [],
      firstPort,
      workerBin,
      log,
    } = this.#options;
    const first = { address: listenAddress, ...(announcedAddress !== undefined && { announcedAddress }) };
    const worker = await MediaWorker.create({
      listening: {
        addresses: [first, ...furtherAddresses],
        port: firstPort === 0 ? 0 : firstPort + place,
      },
      workerBin,
    });
    if (this.#closing.signal.aborted) {
      await worker.close();
      return;
    }
    this.#workers[place] = worker;
    worker.onDied((error) => {
      this.#workers[place] = undefined;
      log.error('media worker died', error, { worker: place, pid: worker.pid });
      // Register the replacement before anyone is notified, so that a rejoin finds it.
      this.#replacements.set(place, this.#replace(place));
      for (const listener of this.#listeners) listener(worker);
    });
    log.info('media worker started', { worker: place, pid: worker.pid });
  }

  async #replace(place: number): Promise<void> {
    for (
      let wait = retryMs.first;
      !this.#closing.signal.aborted;
      wait = Math.min(wait * 2, retryMs.longest)
    ) {
      try {
        await this.#start(place);
        break;
      } catch (error) {
        this.#options.log.error('media worker could not be replaced', error, { worker: place });
        await this.#pause(wait);
      }
    }
    this.#replacements.delete(place);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#closing;
    await delay(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
