import type { JoinGeneration } from '../../domain/rooms/wire.ts';
import type { Joining } from '../../domain/ports.ts';
import { ended } from './refusals.ts';

/** In which order people have come to one room: what arrives late from an earlier stay must not take a later one's place. */
export class JoinGenerations {
  readonly #latest = new Map<Joining['key'], JoinGeneration>();
  #order = 0;

  /**
   * Numbers an arrival; the numbers rise.
   * @throws DomainError `wrong-phase` for a stay that its tab has left behind already.
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
