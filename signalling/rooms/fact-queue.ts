import type { RoomFact } from '../../domain/rooms/wire.ts';

/** Keeps what a room tells until the join has been answered, then passes it on in order. */
export class FactQueue {
  readonly #pass: (fact: RoomFact) => void;
  #held: RoomFact[] | undefined = [];

  constructor(pass: (fact: RoomFact) => void) {
    this.#pass = pass;
  }

  tell(fact: RoomFact): void {
    if (this.#held === undefined) {
      this.#pass(fact);
    } else {
      this.#held.push(fact);
    }
  }

  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    held.forEach(this.#pass);
  }
}
