import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DomainError } from '../domain/errors.ts';

/** As long as the pool itself waits for a connection: a press must answer or fail within seconds. */
const waitsAtMostMs = 5_000;

/** While both wait, one turn in so many is the common lane's: however many ring, presses are taken. */
const commonTurnEvery = 4;

type Waiting = { admit: () => void };

/**
 * Two ways to the connections of one pool. Whoever comes by `ahead` is let through before all who wait in `common`: in a
 * burst of presses a ring must not stand behind a thousand of them. No more are let through than there are connections,
 * because the pool's own queue knows no lanes.
 */
export class Lanes {
  readonly ahead: PostgresPool;
  readonly common: PostgresPool;
  readonly #pool: PostgresPool;
  readonly #waiting = { ahead: new Set<Waiting>(), common: new Set<Waiting>() };
  #free: number;
  #turns = 0;

  constructor(pool: PostgresPool, { connections }: { connections: number }) {
    this.#pool = pool;
    this.#free = connections;
    this.ahead = this.#laneOf('ahead');
    this.common = this.#laneOf('common');
  }

  #laneOf(lane: 'ahead' | 'common'): PostgresPool {
    return { options: {}, connect: () => this.#connect(lane), end: () => this.#pool.end() };
  }

  async #connect(lane: 'ahead' | 'common'): Promise<PostgresPoolClient> {
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

  async #turn(lane: 'ahead' | 'common'): Promise<void> {
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
    }, waitsAtMostMs);
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

  /** Of those in a lane whoever has waited longest. */
  #next(): Waiting | undefined {
    const { ahead, common } = this.#waiting;
    this.#turns += 1;
    const lanes = this.#turns % commonTurnEvery === 0 ? [common, ahead] : [ahead, common];
    for (const lane of lanes) {
      for (const one of lane) {
        lane.delete(one);
        return one;
      }
    }
    return undefined;
  }
}
