import type { Log } from '../../domain/ports.ts';
import { createRedis, type RedisClient } from '../../process/redis.ts';

/** How long the first connection is tried; later ones are tried for ever, because calls go on without Redis. */
const defaultFirstConnectionMs = 10_000;

/** Which Redis, and how long it is waited for at the start. */
export type RedisOptions = { redisUrl: string; redisWithinMs?: number; log: Log };

/** The adapter knows the answers of this version of Redis's protocol only. */
const protocol = 2;
type Client = RedisClient<typeof protocol>;

/**
 * The three connections that facts between servers need: one writes; one waits in a blocking read; one is
 * subscribed and may say nothing else. Each comes back by itself after a loss, and none of their errors is fatal.
 */
export class RedisLink {
  readonly writer: Client;
  readonly reader: Client;
  readonly subscriber: Client;
  #closed = false;

  private constructor(clients: { writer: Client; reader: Client; subscriber: Client }) {
    this.writer = clients.writer;
    this.reader = clients.reader;
    this.subscriber = clients.subscriber;
  }

  /** Throws when Redis does not answer in time; the message never holds the address, which may hold a password. */
  static async create(options: RedisOptions): Promise<RedisLink> {
    const { redisUrl: url, redisWithinMs: firstWithinMs = defaultFirstConnectionMs, log } = options;
    const shared = { url, log, protocol, firstWithinMs, whileAway: 'wait' } as const;
    const link = new RedisLink({
      // Bounded, so that a long absence of Redis costs facts to other servers and not our memory.
      writer: createRedis({ ...shared, connection: 'writer', whileAway: { waitAtMost: 1000 } }),
      // It asks again every 5 s at the latest, so a silent 15 s is a dead connection.
      reader: createRedis({ ...shared, connection: 'reader', silentMs: 15_000 }),
      subscriber: createRedis({ ...shared, connection: 'subscriber' }),
    });
    try {
      await Promise.all(link.#clients().map((client) => client.connect()));
    } catch (error) {
      link.close();
      throw new Error('Redis does not answer', { cause: error });
    }
    return link;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Idempotent. What waits for an answer is rejected. */
  close(): void {
    this.#closed = true;
    for (const client of this.#clients()) {
      if (client.isOpen) {
        client.destroy();
      }
    }
  }

  #clients(): Client[] {
    return [this.writer, this.reader, this.subscriber];
  }
}
