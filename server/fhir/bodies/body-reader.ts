import { JobRefused, JobThread } from '../../threads/job-thread.ts';
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
  readonly #short: JobThread<Job, Done>;
  readonly #long: JobThread<Job, Done>;

  constructor({ shortMs = 4000, longMs = 25_000 }: { shortMs?: number; longMs?: number } = {}) {
    const file = new URL('body-thread.ts', import.meta.url);
    this.#short = new JobThread({ file, withinMs: shortMs, most: 200, memoryMb: 256 });
    this.#long = new JobThread({ file, withinMs: longMs, most: 4, memoryMb: 768 });
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

  async #run(job: Job): Promise<Done> {
    const characters = job.text.length + (job.kind === 'patch' ? job.current.length : 0);
    try {
      return await (characters <= shortest ? this.#short : this.#long).run(job);
    } catch (error) {
      if (!(error instanceof JobRefused)) throw error;
      throw error.why === 'busy'
        ? new FhirError(429, 'throttled', 'too many bodies are being checked at the moment; try again')
        : new FhirError(422, 'too-costly', 'the body takes too long to check; send it in smaller parts');
    }
  }
}
