import { createClient } from 'redis';
import type { Log } from '../../domain/ports.ts';

/** How long the first connection is tried; later ones are tried for ever, because calls go on without Redis. */
const defaultFirstConnectionMs = 10_000;

/** Which Redis, and how long it is waited for at the start. */
export type RedisOptions = { redisUrl: string; redisWithinMs?: number; log: Log };

type RedisClient = ReturnType<typeof makeClient>;

/**
 * The three connections that facts between servers need: one writes; one waits in a blocking read; one is
 * subscribed and may say nothing else. Each comes back by itself after a loss, and none of their errors is fatal.
 */
export class RedisLink {
  readonly writer: RedisClient;
  readonly reader: RedisClient;
  readonly subscriber: RedisClient;
  #closed = false;

  private constructor(clients: { writer: RedisClient; reader: RedisClient; subscriber: RedisClient }) {
    this.writer = clients.writer;
    this.reader = clients.reader;
    this.subscriber = clients.subscriber;
  }

  /** Throws when Redis does not answer in time; the message never holds the address, which may hold a password. */
  static async create(options: RedisOptions): Promise<RedisLink> {
    const link = new RedisLink({
      // Bounded, so that a long absence of Redis costs facts to other servers and not our memory.
      writer: makeClient({ ...options, role: 'writer', queue: { commandsQueueMaxLength: 1000 } }),
      // It asks again every 5 s at the latest, so a silent 15 s is a dead connection.
      reader: makeClient({ ...options, role: 'reader', socket: { socketTimeout: 15_000 } }),
      subscriber: makeClient({ ...options, role: 'subscriber' }),
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

  #clients(): RedisClient[] {
    return [this.writer, this.reader, this.subscriber];
  }
}

function makeClient(
  options: RedisOptions & {
    role: string;
    socket?: { socketTimeout: number };
    queue?: { commandsQueueMaxLength: number };
  },
) {
  const firstConnectionMs = options.redisWithinMs ?? defaultFirstConnectionMs;
  const began = performance.now();
  let wasReady = false;
  let lost = false;
  const client = createClient({
    url: options.redisUrl,
    // The adapter knows the answers of RESP 2 only.
    RESP: 2,
    ...options.queue,
    socket: {
      ...options.socket,
      reconnectStrategy: (retries, cause) =>
        !wasReady && performance.now() - began > firstConnectionMs
          ? cause
          : Math.min(25 * 2 ** retries, 1000),
    },
  });
  // Without a listener an error would end the process. One line a loss: the retries would fill the log.
  client.on('error', (error: unknown) => {
    if (!lost) {
      lost = true;
      options.log.error('redis connection lost', error, { connection: options.role });
    }
  });
  client.on('ready', () => {
    if (lost) {
      options.log.info('redis connection back', { connection: options.role });
    }
    wasReady = true;
    lost = false;
  });
  return client;
}
