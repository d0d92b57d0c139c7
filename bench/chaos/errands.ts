/** The things that a person has begun and not finished: each is done once at a time, and again later when it failed. */
export class Errands {
  readonly #busy = new Set<string>();
  readonly #notBefore = new Map<string, number>();
  readonly #againAfterMs: number;

  constructor({ againAfterMs }: { againAfterMs: number }) {
    this.#againAfterMs = againAfterMs;
  }

  /** Does it unless it is being done or has failed just now. What fails may be tried again at a later tick. */
  run(name: string, errand: () => Promise<unknown>): void {
    const now = performance.now();
    if (this.#busy.has(name) || now < (this.#notBefore.get(name) ?? 0)) return;
    this.#busy.add(name);
    errand()
      // The service is being broken on purpose: a command may be refused or stay unanswered.
      .catch(() => undefined)
      .finally(() => {
        this.#busy.delete(name);
        this.#notBefore.set(name, performance.now() + this.#againAfterMs);
      })
      .catch(() => undefined);
  }
}
