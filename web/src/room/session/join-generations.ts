import type { JoinGeneration } from '../../../../domain/rooms/wire.ts';

/** Numbers the joins of this tab, so that a late message from an earlier join is refused. */
export class JoinGenerations {
  #last: JoinGeneration = { tab: newTabId(), epoch: 1 };

  get last(): JoinGeneration {
    return this.#last;
  }

  next(): JoinGeneration {
    this.#last = { ...this.#last, epoch: this.#last.epoch + 1 };
    return this.#last;
  }
}

/** Random; `crypto.randomUUID` is absent where the page is not served securely. */
function newTabId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
