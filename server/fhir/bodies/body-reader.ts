import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FhirError } from '../fhir-error.ts';
import type { Done, Job } from './body-thread.ts';
import { type Outcome, type PreparedBundle, valueOf } from './prepared-bundle.ts';
import type { PreparedResource } from './prepared.ts';

/** A body up to this many characters is checked within milliseconds; a larger one must not keep it waiting. */
const shortest = 64 * 1024;

/**
 * Reads and checks bodies in threads of their own, and gives up what takes too long: the rules of the standard are FHIRPath over whatever
 * somebody sends, and on the event loop one body could keep the whole server from every press. Large ones wait for one another only.
 */
export class BodyReader {
  readonly #short: CheckingThread;
  readonly #long: CheckingThread;

  constructor({ shortMs = 4000, longMs = 25_000 }: { shortMs?: number; longMs?: number } = {}) {
    this.#short = new CheckingThread({ withinMs: shortMs, mostWaiting: 200, memoryMb: 256 });
    this.#long = new CheckingThread({ withinMs: longMs, mostWaiting: 4, memoryMb: 768 });
  }

  /** @throws FhirError 400, 413, 422; 429 while too many wait */
  async resource(text: string): Promise<PreparedResource> {
    return valueOf((await this.#run({ kind: 'resource', text })) as Outcome<PreparedResource>);
  }

  /** @throws FhirError as `resource`, for the bundle itself; what is wrong with its resources stands at its entries */
  async bundle(text: string): Promise<PreparedBundle> {
    return valueOf((await this.#run({ kind: 'bundle', text })) as Outcome<PreparedBundle>);
  }

  /** What stands there, changed as the patch says, and checked as if it had been sent so. */
  async patch(job: Omit<Extract<Job, { kind: 'patch' }>, 'kind'>): Promise<PreparedResource> {
    return valueOf((await this.#run({ kind: 'patch', ...job })) as Outcome<PreparedResource>);
  }

  async close(): Promise<void> {
    await Promise.all([this.#short.close(), this.#long.close()]);
  }

  #run(job: Job): Promise<Done> {
    const characters = job.text.length + (job.kind === 'patch' ? job.current.length : 0);
    return (characters <= shortest ? this.#short : this.#long).run(job);
  }
}

/** One thread, and who waits for it. */
class CheckingThread {
  readonly #withinMs: number;
  readonly #mostWaiting: number;
  readonly #memoryMb: number;
  /** Started for the first body and kept for the next. */
  #thread: Worker | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(bounds: { withinMs: number; mostWaiting: number; memoryMb: number }) {
    this.#withinMs = bounds.withinMs;
    this.#mostWaiting = bounds.mostWaiting;
    this.#memoryMb = bounds.memoryMb;
  }

  async run(job: Job): Promise<Done> {
    if (this.#waiting >= this.#mostWaiting) {
      throw new FhirError(429, 'throttled', 'too many bodies are being checked at the moment; try again');
    }
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
    const thread = (this.#thread ??= await startThread(this.#memoryMb));
    const limit = AbortSignal.timeout(this.#withinMs);
    try {
      thread.postMessage(job);
      const [done] = (await once(thread, 'message', { signal: limit })) as [Done];
      return done;
    } catch (error) {
      this.#thread = undefined;
      await thread.terminate();
      if (limit.aborted || isOutOfMemory(error)) {
        throw new FhirError(422, 'too-costly', 'the body takes too long to check; send it in smaller parts');
      }
      throw error;
    }
  }
}

/** Waits until it is ready: how long our own code takes to start is not the body's fault. */
async function startThread(memoryMb: number): Promise<Worker> {
  const thread = new Worker(new URL('body-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  // Whoever waits for an answer hears of it; between two bodies it must not end the server.
  thread.on('error', () => undefined);
  await once(thread, 'message');
  // It must not keep a server that stops.
  thread.unref();
  return thread;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
