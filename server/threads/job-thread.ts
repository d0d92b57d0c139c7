import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A job was not done: too many wait for the thread, or it took more time or memory than a job may. */
export class JobRefused extends Error {
  readonly why: 'busy' | 'too-costly';

  constructor(why: JobRefused['why'], options?: ErrorOptions) {
    super(`the job was not done: ${why}`, options);
    this.why = why;
  }
}

export type JobThreadOptions = {
  /** Says `ready` once, and then answers each message with one. */
  readonly file: URL;
  readonly withinMs: number;
  /** At a time, with the one that is being done. */
  readonly most: number;
  readonly memoryMb: number;
};

/**
 * A thread for what somebody from outside sends: on the event loop one file could keep the whole server from every press. Each job
 * takes a core, so they take turns; one that takes too long ends its thread, and the next job starts another.
 */
export class JobThread<Job, Done> {
  readonly #options: JobThreadOptions;
  /** Started for the first job and kept for the next. */
  #thread: Worker | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: JobThreadOptions) {
    this.#options = options;
  }

  /** @throws JobRefused, or whatever ended the thread */
  async run(job: Job): Promise<Done> {
    if (this.#waiting >= this.#options.most) throw new JobRefused('busy');
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#done(job));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  async #done(job: Job): Promise<Done> {
    const thread = (this.#thread ??= await startThread(this.#options));
    const limit = AbortSignal.timeout(this.#options.withinMs);
    try {
      thread.postMessage(job);
      const [done] = (await once(thread, 'message', { signal: limit })) as [Done];
      return done;
    } catch (cause) {
      this.#thread = undefined;
      await thread.terminate();
      if (limit.aborted || isOutOfMemory(cause)) throw new JobRefused('too-costly', { cause });
      throw cause;
    }
  }
}

/** Waits until it is ready: how long our own code takes to start is not the fault of what was sent. */
async function startThread({ file, memoryMb }: JobThreadOptions): Promise<Worker> {
  const thread = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  // Whoever waits for an answer hears of it; between two jobs it must not end the server.
  thread.on('error', () => undefined);
  await once(thread, 'message');
  // It must not keep a server that stops.
  thread.unref();
  return thread;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
