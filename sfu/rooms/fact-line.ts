import type { RoomFact } from '../../domain/rooms/wire.ts';
import type { Log } from '../../domain/ports.ts';

/**
 * The way facts go to one participant, in order. It holds them until the join has been answered, and passes
 * nothing on after `end`. What fails over there does not fail in here.
 */
export class FactLine {
  readonly #tell: (fact: RoomFact) => void;
  readonly #log: Log;
  #held: RoomFact[] | undefined = [];
  #ended = false;

  constructor(tell: (fact: RoomFact) => void, log: Log) {
    this.#tell = tell;
    this.#log = log;
  }

  tell(fact: RoomFact): void {
    if (this.#ended) return;
    if (this.#held === undefined) this.#pass(fact);
    else this.#held.push(fact);
  }

  /** The join has been answered. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const fact of held) this.#pass(fact);
  }

  end(): void {
    this.#ended = true;
  }

  #pass(fact: RoomFact): void {
    try {
      this.#tell(fact);
    } catch (error) {
      this.#log.error('fact could not be told', error, { fact: fact.name });
    }
  }
}
