import type { DispatchableCall, Jobs, Log } from '../ports.ts';
import type { Dispatcher } from './dispatcher.ts';

/** By how much the job stays behind: long enough to find the work done instead of waiting for its locks. */
const behindMs = 250;

/**
 * Jobs whose dispatching begins in this process at once: the ring need not wait for the queue, and it comes even while
 * Redis is away (ADR 6). Whoever asks does not wait either: a press is answered while its call is being dispatched. The
 * job is added behind it, for the case that this dispatching fails; the watch is there for the case that the process ends.
 */
export class DispatchAtOnce implements Jobs {
  readonly #jobs: Jobs;
  readonly #dispatcher: Pick<Dispatcher, 'dispatch' | 'close'>;
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();
  /** Runs that have their job already. */
  readonly #backed = new WeakSet<Promise<void>>();

  constructor(parts: { jobs: Jobs; dispatcher: Pick<Dispatcher, 'dispatch' | 'close'>; log: Log }) {
    this.#jobs = parts.jobs;
    this.#dispatcher = parts.dispatcher;
    this.#log = parts.log;
  }

  dispatchCall(call: DispatchableCall): Promise<void> {
    const run = this.#dispatch(call).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return Promise.resolve();
  }

  endRing(offer: Parameters<Jobs['endRing']>[0]): Promise<void> {
    return this.#jobs.endRing(offer);
  }

  endWrapUp(wrapUp: Parameters<Jobs['endWrapUp']>[0]): Promise<void> {
    return this.#jobs.endWrapUp(wrapUp);
  }

  checkRing(offer: Parameters<Jobs['checkRing']>[0]): Promise<void> {
    return this.#jobs.checkRing(offer);
  }

  deliver(deliveryId: Parameters<Jobs['deliver']>[0]): Promise<void> {
    return this.#jobs.deliver(deliveryId);
  }

  /** Lets what runs finish. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
    await this.#dispatcher.close();
  }

  async #dispatch(call: DispatchableCall): Promise<void> {
    const run = this.#dispatcher.dispatch(call.organisationId);
    const shares = this.#backed.has(run);
    this.#backed.add(run);
    try {
      await run;
    } catch (error) {
      this.#log.error('not dispatched at once; the job will', error, {
        organisationId: call.organisationId,
      });
    }
    // Presses that shared a run share the job behind it, which looks at the whole organisation too.
    if (!shares) await this.#jobs.dispatchCall(call, { delayMs: behindMs });
  }
}
