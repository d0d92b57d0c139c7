import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { mediaCodecs } from '../workers/media-codecs.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { PathCheck } from './path-check.ts';
import { unavailable } from '../workers/refusals.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';

export type CheckLimits = {
  /** Maximum number of open checks: they come in waves and must never affect a visit. */
  most: number;
  /** Maximum duration of a check. */
  limitMs: number;
};

const defaultLimits: CheckLimits = { most: 30, limitMs: 30_000 };

/** The refusal when there is no capacity for a check; calls take precedence. */
export function noSpaceForCheck(options?: ErrorOptions): DomainError {
  const sentence =
    'The video service is busy with calls, so the connection could not be checked. Try again in a few minutes.';
  return new DomainError('unavailable', sentence, options);
}

/** The checks running in this process. */
export class PathChecks {
  readonly #pool: WorkerPool;
  readonly #limits: CheckLimits;
  readonly #log: Log;
  readonly #open = new Set<PathCheck>();
  #opening = 0;
  #closed = false;

  constructor({
    pool,
    limits,
    log,
  }: {
    pool: WorkerPool;
    limits?: Partial<CheckLimits> | undefined;
    log: Log;
  }) {
    this.#pool = pool;
    this.#limits = { ...defaultLimits, ...limits };
    this.#log = log;
  }

  get count(): number {
    return this.#open.size + this.#opening;
  }

  async open(): Promise<PathCheck> {
    if (this.#closed) throw unavailable();
    if (this.count >= this.#limits.most) throw noSpaceForCheck();
    this.#opening += 1;
    try {
      return await this.#create();
    } finally {
      this.#opening -= 1;
    }
  }

  workerDied(worker: MediaWorker): void {
    for (const check of [...this.#open]) if (check.worker === worker) check.end();
  }

  close(): void {
    this.#closed = true;
    for (const check of [...this.#open]) check.end();
  }

  async #create(): Promise<PathCheck> {
    const { worker, release } = await this.#pool.place(() => 0);
    const onEnded = (one: PathCheck): void => {
      this.#open.delete(one);
      release();
    };
    let check: PathCheck;
    try {
      const router = await worker.createRouter({ mediaCodecs: mediaCodecs() });
      check = await PathCheck.create({ worker, router, onEnded }, this.#limits);
    } catch (error) {
      release();
      throw worker.usable ? error : unavailable({ cause: error });
    }
    this.#open.add(check);
    // The close, or the worker's death, happened before this check was registered.
    if (this.#isClosed() || !worker.usable) {
      check.end();
      throw unavailable();
    }
    this.#log.info('check opened', { count: this.#open.size });
    return check;
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}
