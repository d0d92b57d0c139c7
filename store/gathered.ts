type Asked<K, V> = { key: K; resolve: (value: V) => void; reject: (reason: unknown) => void };

/**
 * Makes one statement of many that are asked at the same time. While one is on its way, whoever asks meanwhile shares
 * the next: an answer never comes from a statement that began before it was asked for.
 */
export class Gathered<K, V> {
  readonly #ask: (keys: readonly K[]) => Promise<(key: K) => V>;
  #waiting: Asked<K, V>[] = [];
  #running = false;

  /** `ask` answers for all the keys at once; what it throws, everybody who shared it gets. */
  constructor(ask: (keys: readonly K[]) => Promise<(key: K) => V>) {
    this.#ask = ask;
  }

  get(key: K): Promise<V> {
    const { promise, resolve, reject } = Promise.withResolvers<V>();
    this.#waiting.push({ key, resolve, reject });
    if (!this.#running) {
      this.#run().catch(reject);
    }
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const asked = this.#waiting;
      this.#waiting = [];
      try {
        const answer = await this.#ask(asked.map(({ key }) => key));
        for (const { key, resolve } of asked) resolve(answer(key));
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    this.#running = false;
  }
}
