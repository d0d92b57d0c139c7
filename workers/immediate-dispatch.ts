import { dispatchWaiting } from '../domain/dispatching/dispatch.ts';
import type { OrganisationId } from '../domain/ids.ts';
import type { Deps, DispatchableCall, Jobs, Log } from '../domain/ports.ts';

/** By how much the job stays behind: long enough to find the work done instead of waiting for its locks. */
const behindMs = 250;

/**
 * Jobs whose dispatching begins in this process at once: the ring need not wait for the queue, and it comes even while
 * Redis is away (ADR 6). Whoever asks does not wait either: a press is answered while its call is being dispatched. The
 * job is added behind it, for the case that this dispatching fails; the poller is there for the case that the process ends.
 */
export class DispatchAtOnce implements Jobs {
  readonly #jobs: Jobs;
  readonly #dispatcher: Pick<Dispatcher, 'dispatch' | 'close'>;
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();
  /** Runs that already have their job. */
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

  add(...job: Parameters<Jobs['add']>): Promise<void> {
    return this.#jobs.add(...job);
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

/**
 * Runs the dispatching of each organisation one at a time in this process. Callers that ask while a run is in
 * progress share one further run: each needs a run that starts after its own request, and no more than that.
 */
export class Dispatcher {
  readonly #deps: Deps;
  readonly #running = new Map<OrganisationId, Promise<void>>();
  readonly #next = new Map<OrganisationId, Promise<void>>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Resolves when everything that waited at the time of the request has been dispatched. */
  dispatch(organisationId: OrganisationId): Promise<void> {
    const running = this.#running.get(organisationId);
    if (running === undefined) {
      return this.#start(organisationId);
    }
    const waiting = this.#next.get(organisationId);
    if (waiting !== undefined) {
      return waiting;
    }
    const again = () => {
      this.#next.delete(organisationId);
      return this.#start(organisationId);
    };
    const next = running.then(again, again);
    this.#next.set(organisationId, next);
    return next;
  }

  /** Lets what runs finish. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values(), ...this.#next.values()]);
  }

  async #start(organisationId: OrganisationId): Promise<void> {
    const run = this.#run(organisationId);
    this.#running.set(organisationId, run);
    try {
      await run;
    } finally {
      if (this.#running.get(organisationId) === run) {
        this.#running.delete(organisationId);
      }
    }
  }

  async #run(organisationId: OrganisationId): Promise<void> {
    await dispatchWaiting(this.#deps, { organisationId });
  }
}
