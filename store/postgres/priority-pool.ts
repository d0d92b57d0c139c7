import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DomainError } from '../../domain/errors.ts';

/** As long as the pool itself waits for a connection: a press must answer or fail within seconds. */
const waitsAtMostMs = 5_000;

type Priority = 'priority' | 'normal';
type Waiting = { admit: () => void };

// By hand and not p-queue: that one knows priorities but does not take turns, so a burst would starve the others.

/**
 * Two queues in front of one pool, served alternately when both have waiters: in a burst of presses a ring waits for
 * one press and not for a thousand, and however many ring, presses are served. No more are let through than there are
 * connections, because the pool's own queue knows no priority.
 */
export class PriorityPool {
  readonly priority: PostgresPool;
  readonly normal: PostgresPool;
  readonly #pool: PostgresPool;
  readonly #waiting = { priority: new Set<Waiting>(), normal: new Set<Waiting>() };
  readonly #waitsAtMostMs: number;
  #free: number;
  #last: Priority = 'normal';

  constructor(pool: PostgresPool, options: { connections: number; waitsAtMostMs?: number }) {
    this.#pool = pool;
    this.#free = options.connections;
    this.#waitsAtMostMs = options.waitsAtMostMs ?? waitsAtMostMs;
    this.priority = this.#poolOf('priority');
    this.normal = this.#poolOf('normal');
  }

  #poolOf(priority: Priority): PostgresPool {
    return { options: {}, connect: () => this.#connect(priority), end: () => this.#pool.end() };
  }

  async #connect(priority: Priority): Promise<PostgresPoolClient> {
    await this.#turn(priority);
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

  async #turn(priority: Priority): Promise<void> {
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
    const waiting = this.#waiting[priority].add(one);
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

  /** The other queue's turn, if it has waiters; first come, first served within a queue. */
  #next(): Waiting | undefined {
    const turns: readonly Priority[] =
      this.#last === 'priority' ? ['normal', 'priority'] : ['priority', 'normal'];
    for (const priority of turns) {
      for (const one of this.#waiting[priority]) {
        this.#waiting[priority].delete(one);
        this.#last = priority;
        return one;
      }
    }
    return undefined;
  }
}
