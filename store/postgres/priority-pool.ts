import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DomainError } from '../../domain/errors.ts';

/** As long as the pool itself waits for a connection: a press must answer or fail within seconds. */
const waitsAtMostMs = 5_000;

/** Presses, and what they tell, may be as many as stations; reads as many as anybody likes. */
type Priority = 'priority' | 'presses' | 'normal';
type Waiting = { admit: () => void };

/** Connections that ordinary work may not take, so that a press need not wait for any of it to end. */
const keptFree = 2;
/** After so many presses in a row ordinary work has a turn, so that a burst does not stop it. */
const mostPressesInARow = 3;

// By hand and not p-queue: that one knows priorities but does not take turns, so a burst would starve the others.

/**
 * Three queues in front of one pool. Rings alternate with everything else: in a burst of presses a ring waits for one
 * press and not for a thousand, and however many ring, presses are served. Presses go before ordinary work, which never
 * has all connections. No more are let through than there are connections, because the pool's own queue knows no
 * priority.
 */
export class PriorityPool {
  readonly priority: PostgresPool;
  readonly presses: PostgresPool;
  readonly normal: PostgresPool;
  readonly #pool: PostgresPool;
  readonly #waiting: Readonly<Record<Priority, Set<Waiting>>> = {
    priority: new Set(),
    presses: new Set(),
    normal: new Set(),
  };
  readonly #waitsAtMostMs: number;
  #free: number;
  /** How many more connections ordinary work may take. */
  #freeForNormal: number;
  #last: Priority = 'normal';
  #pressesInARow = 0;

  constructor(pool: PostgresPool, options: { connections: number; waitsAtMostMs?: number }) {
    this.#pool = pool;
    this.#free = options.connections;
    this.#freeForNormal = Math.max(1, options.connections - keptFree);
    this.#waitsAtMostMs = options.waitsAtMostMs ?? waitsAtMostMs;
    this.priority = this.#poolOf('priority');
    this.presses = this.#poolOf('presses');
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
        this.#leave(priority);
      };
      return { ...client, release };
    } catch (error) {
      this.#leave(priority);
      throw error;
    }
  }

  async #turn(priority: Priority): Promise<void> {
    if (this.#free > 0 && this.#mayTake(priority)) {
      this.#take(priority);
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

  #mayTake(priority: Priority): boolean {
    return priority !== 'normal' || this.#freeForNormal > 0;
  }

  #take(priority: Priority): void {
    this.#free -= 1;
    if (priority === 'normal') this.#freeForNormal -= 1;
  }

  #leave(priority: Priority): void {
    this.#free += 1;
    if (priority === 'normal') this.#freeForNormal += 1;
    const next = this.#next();
    if (next === undefined) return;
    const [one] = this.#waiting[next];
    if (one === undefined) return;
    this.#waiting[next].delete(one);
    this.#last = next;
    this.#pressesInARow =
      next === 'presses' ? this.#pressesInARow + 1 : next === 'normal' ? 0 : this.#pressesInARow;
    this.#take(next);
    one.admit();
  }

  /** Whose turn it is; first come, first served within a queue. */
  #next(): Priority | undefined {
    const others: readonly Priority[] =
      this.#pressesInARow < mostPressesInARow ? ['presses', 'normal'] : ['normal', 'presses'];
    const turns: readonly Priority[] =
      this.#last === 'priority' ? [...others, 'priority'] : ['priority', ...others];
    return turns.find((priority) => this.#waiting[priority].size > 0 && this.#mayTake(priority));
  }
}
