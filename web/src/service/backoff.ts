/** Growing waits between attempts, with a spread so that many browsers do not come back in the same instant. */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  #attempts = 0;

  constructor(limits: { firstMs: number; maxMs: number }) {
    this.#firstMs = limits.firstMs;
    this.#maxMs = limits.maxMs;
  }

  /** Milliseconds to wait before the next attempt. */
  next(): number {
    const full = Math.min(this.#maxMs, this.#firstMs * 2 ** this.#attempts);
    this.#attempts += 1;
    return full * (0.7 + Math.random() * 0.3);
  }

  reset(): void {
    this.#attempts = 0;
  }
}
