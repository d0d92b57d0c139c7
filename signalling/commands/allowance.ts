/** A rate limit: so many in so long for each key; older use no longer counts. Forgets keys that are quiet. */
export class Allowance<Key> {
  readonly #most: number;
  readonly #withinMs: number;
  readonly #now: () => number;
  readonly #taken = new Map<Key, number[]>();

  constructor({
    most,
    withinMs,
    now = () => performance.now(),
  }: {
    most: number;
    withinMs: number;
    now?: () => number;
  }) {
    this.#most = most;
    this.#withinMs = withinMs;
    this.#now = now;
  }

  /** Takes one and returns true if any is left. */
  take(key: Key): boolean {
    const now = this.#now();
    this.#forget(now);
    const taken = (this.#taken.get(key) ?? []).filter((at) => now - at < this.#withinMs);
    if (taken.length >= this.#most) return false;
    // Taken out first, so that the map stays in the order of last use.
    this.#taken.delete(key);
    this.#taken.set(key, [...taken, now]);
    return true;
  }

  /** Keys are in order of last use: the first that still counts ends the search. */
  #forget(now: number): void {
    for (const [key, taken] of this.#taken) {
      if (now - (taken.at(-1) ?? 0) < this.#withinMs) return;
      this.#taken.delete(key);
    }
  }
}
