/** Calls at once, then at most once in `everyMs` for each key; the last call held back is made, never lost. */
export class Throttle<Key> {
  readonly #everyMs: number;
  readonly #act: (key: Key) => void;
  readonly #quiet = new Map<Key, { timer: NodeJS.Timeout; again: boolean }>();

  constructor(everyMs: number, act: (key: Key) => void) {
    this.#everyMs = everyMs;
    this.#act = act;
  }

  call(key: Key): void {
    const quiet = this.#quiet.get(key);
    if (quiet !== undefined) {
      quiet.again = true;
      return;
    }
    this.#quiet.set(key, {
      timer: setTimeout(() => {
        this.#over(key);
      }, this.#everyMs),
      again: false,
    });
    this.#act(key);
  }

  close(): void {
    for (const { timer } of this.#quiet.values()) {
      clearTimeout(timer);
    }
    this.#quiet.clear();
  }

  #over(key: Key): void {
    const again = this.#quiet.get(key)?.again === true;
    this.#quiet.delete(key);
    if (again) {
      this.call(key);
    }
  }
}
