import { setTimeout as pause } from 'node:timers/promises';

type Asked<K, V> = { key: K; resolve: (value: V) => void; reject: (reason: unknown) => void };

/**
 * For how long nothing is asked after a statement. Without this rest a crowd that arrives one by one gets a statement
 * for each two or three, because the database answers faster than they come; nobody notices that they wait so long.
 */
const restMs = 10;

/**
 * Makes one statement of many that are asked at the same time. While one is on its way, and a moment longer, whoever
 * asks shares the next: an answer never comes from a statement that began before it was asked for. Who asks after a
 * silence is not kept waiting.
 */
export class Batcher<K, V> {
  readonly #ask: (keys: readonly K[]) => Promise<(key: K) => V>;
  readonly #rest: () => Promise<unknown>;
  #waiting: Asked<K, V>[] = [];
  #running = false;

  /**
   * `ask` answers for all the keys at once; what it throws, everybody who shared it gets. `rest` is what passes before
   * the next statement; tests put another in.
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
