import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DomainError } from '../domain/errors.ts';

/** As long as the pool itself waits for a connection: a press must answer or fail within seconds. */
const waitsAtMostMs = 5_000;

type Lane = 'ahead' | 'common';
type Waiting = { admit: () => void };

/**
 * Two ways to the connections of one pool, which take turns while both are waited for: in a burst of presses a ring need
 * not stand behind a thousand of them but behind one, and however many ring, presses are taken. No more are let through
 * than there are connections, because the pool's own queue knows no lanes.
 */
export class Lanes {
  readonly ahead: PostgresPool;
  readonly common: PostgresPool;
  readonly #pool: PostgresPool;
  readonly #waiting = { ahead: new Set<Waiting>(), common: new Set<Waiting>() };
  readonly #waitsAtMostMs: number;
  #free: number;
  #last: Lane = 'common';

  constructor(pool: PostgresPool, options: { connections: number; waitsAtMostMs?: number }) {
    this.#pool = pool;
    this.#free = options.connections;
    this.#waitsAtMostMs = options.waitsAtMostMs ?? waitsAtMostMs;
    this.ahead = this.#laneOf('ahead');
    this.common = this.#laneOf('common');
  }

  #laneOf(lane: Lane): PostgresPool {
    return { options: {}, connect: () => this.#connect(lane), end: () => this.#pool.end() };
  }

  async #connect(lane: Lane): Promise<PostgresPoolClient> {
    await this.#turn(lane);
    try {
      const client = await this.#pool.connect();
      const release = (destroy?: boolean | Error) => {
        client.release(destroy as boolean);
        this.#leave();
      };
      return { ...client, release };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  async #turn(lane: Lane): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const one = {
      admit: () => {
        resolve(undefined);
      },
    };
    const waiting = this.#waiting[lane].add(one);
    const timer = setTimeout(() => {
      waiting.delete(one);
      reject(new DomainError('unavailable', 'the database is too busy'));
    }, this.#waitsAtMostMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #leave(): void {
    const next = this.#next();
    if (next === undefined) {
      this.#free += 1;
    } else {
      next.admit();
    }
  }

  /** The other lane's turn, if anybody waits there; of those in a lane whoever has waited longest. */
  #next(): Waiting | undefined {
    const turns: readonly Lane[] = this.#last === 'ahead' ? ['common', 'ahead'] : ['ahead', 'common'];
    for (const lane of turns) {
      for (const one of this.#waiting[lane]) {
        this.#waiting[lane].delete(one);
        this.#last = lane;
        return one;
      }
    }
    return undefined;
  }
}
