import type { Log } from '../domain/ports.ts';

/**
 * The line of facts to one participant: it buffers them until their join has been answered, then passes them on in
 * order, and takes none after `end`.
 */
export class FactBuffer<Fact extends { name: string }> {
  readonly #pass: (fact: Fact) => void;
  readonly #log: Log | undefined;
  #buffered: Fact[] | undefined = [];
  #ended = false;

  /** With a log, what `pass` throws stands there, and does not reach whoever tells the fact. */
  constructor(options: { pass: (fact: Fact) => void; log?: Log }) {
    this.#pass = options.pass;
    this.#log = options.log;
  }

  tell(fact: Fact): void {
    if (this.#ended) return;
    if (this.#buffered === undefined) this.#passOn(fact);
    else this.#buffered.push(fact);
  }

  /** The join has been answered. */
  open(): void {
    const buffered = this.#buffered ?? [];
    this.#buffered = undefined;
    for (const fact of buffered) this.#passOn(fact);
  }

  end(): void {
    this.#ended = true;
  }

  #passOn(fact: Fact): void {
    try {
      this.#pass(fact);
    } catch (error) {
      if (this.#log === undefined) throw error;
      this.#log.error('fact could not be told', error, { fact: fact.name });
    }
  }
}
