import { setTimeout as pause } from 'node:timers/promises';
import DataLoader from 'dataloader';

/**
 * Pause after a statement. Without it a crowd that arrives one by one gets a statement for each two or three, because
 * the database answers faster than they come; nobody notices a wait this short.
 */
const restMs = 10;

/**
 * Batches concurrent reads by key into one statement. While one runs, and during the pause after it, callers share
 * the next one: an answer never comes from a statement that began before it was asked for. The first caller after a
 * quiet time does not wait. Nothing is cached.
 */
export class Batcher<K, V> {
  readonly #loader: DataLoader<K, V>;
  /** Settles when the next statement may leave. */
  #free: Promise<unknown> = Promise.resolve();

  /**
   * `ask` answers for all keys at once; if it throws, every caller in the batch gets the error. `rest` is the pause
   * before the next statement; tests replace it.
   */
  constructor(
    ask: (keys: readonly K[]) => Promise<(key: K) => V>,
    rest: () => Promise<unknown> = () => pause(restMs),
  ) {
    this.#loader = new DataLoader(
      async (keys) => {
        const asked = ask(keys);
        this.#free = asked.then(rest, rest);
        const answer = await asked;
        return keys.map((key) => answer(key));
      },
      {
        cache: false,
        batchScheduleFn: (dispatch) => {
          this.#free.then(dispatch, dispatch);
        },
      },
    );
  }

  get(key: K): Promise<V> {
    return this.#loader.load(key);
  }
}
