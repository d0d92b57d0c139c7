import type { JoinGeneration } from '../../domain/rooms/wire.ts';
import type { Joining } from '../../domain/ports.ts';
import { ended } from '../workers/refusals.ts';

/**
 * The order of joins to one room (a fencing number): a late message from an earlier join must not replace a later
 * one.
 */
export class JoinGenerations {
  readonly #latest = new Map<Joining['key'], JoinGeneration>();
  #order = 0;

  /**
   * Numbers a join; numbers increase.
   * @throws DomainError `wrong-phase` for a join that its tab has already superseded.
   */
  begin(key: Joining['key'], generation: JoinGeneration | undefined): number {
    const latest = this.#latest.get(key);
    if (generation !== undefined) {
      if (latest?.tab === generation.tab && latest.epoch >= generation.epoch) throw ended();
      this.#latest.set(key, generation);
    }
    this.#order += 1;
    return this.#order;
  }
}
