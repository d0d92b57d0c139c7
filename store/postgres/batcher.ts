import { setTimeout as pause } from 'node:timers/promises';

type Asked<K, V> = { key: K; resolve: (value: V) => void; reject: (reason: unknown) => void };

/**
 * Pause after a statement. Without it a crowd that arrives one by one gets a statement for each two or three, because
 * the database answers faster than they come; nobody notices a wait this short.
 */
const restMs = 10;

/**
 * Batches concurrent reads by key into one statement. While one runs, and during the pause after it, callers share
 * the next one: an answer never comes from a statement that began before it was asked for. The first caller after a
 * quiet time does not wait.
 */
export class Batcher<K, V> {
  readonly #ask: (keys: readonly K[]) => Promise<(key: K) => V>;
  readonly #rest: () => Promise<unknown>;
  #waiting: Asked<K, V>[] = [];
  #running = false;

  /**
   * `ask` answers for all keys at once; if it throws, every caller in the batch gets the error. `rest` is the pause
   * before the next statement; tests replace it.
   */
  constructor(
    ask: (keys: readonly K[]) => Promise<(key: K) => V>,
    rest: () => Promise<unknown> = () => pause(restMs),
  ) {
    this.#ask = ask;
    this.#rest = rest;
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
      await this.#rest();
    }
    this.#running = false;
  }
}
