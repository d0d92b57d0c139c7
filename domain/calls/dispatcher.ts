import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { dispatchWaiting } from './dispatch.ts';

/**
 * Runs the dispatching of each organisation one at a time in this process. Whoever asks while a run is under way
 * shares one further run: each needs a look at the world after its own asking, and no more than that.
 */
export class Dispatcher {
  readonly #deps: Deps;
  readonly #running = new Map<OrganisationId, Promise<void>>();
  readonly #next = new Map<OrganisationId, Promise<void>>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Resolves when everything that waited at the time of asking has been looked at. */
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
