import type { Log } from '../../domain/ports.ts';
import { openRedis, type RedisClient } from '../../process/redis.ts';

export type RedisOptions = { redisUrl: string; log: Log };

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

  /** Where Redis does not answer, facts go to the sockets of this server only, until it does. */
  static async create({ redisUrl: url, log }: RedisOptions): Promise<RedisLink> {
    const shared = { url, log, protocol, whileAway: 'wait' } as const;
    const [writer, reader, subscriber] = await Promise.all([
      // Bounded, so that a long absence of Redis costs facts to other servers and not our memory.
      openRedis({ ...shared, connection: 'writer', whileAway: { waitAtMost: 1000 } }),
      // It asks again every 5 s at the latest, so a silent 15 s is a dead connection.
      openRedis({ ...shared, connection: 'reader', silentMs: 15_000 }),
      openRedis({ ...shared, connection: 'subscriber' }),
    ]);
    return new RedisLink({ writer, reader, subscriber });
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
