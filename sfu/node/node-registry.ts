import { createClient } from 'redis';
import type { MediaNodeId } from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import { nodeCard, type NodeCard } from './wire.ts';

type RedisClient = ReturnType<typeof connectable>;

/** Three renewals: a node that has not renewed by then counts as gone. */
const leaseMs = 3_000;

/**
 * The list of SFU nodes in Redis, each entry a lease. Servers learn of nodes from it and nothing more: Postgres says
 * where a room is, and the connection to a node says whether it is alive. So Redis may lose everything.
 */
export class NodeRegistry {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #log: Log;
  #away = false;

  private constructor(redis: RedisClient, { prefix, log }: { prefix: string; log: Log }) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#log = log;
  }

  /** Connects, waiting for Redis as long as it takes; reconnects by itself from then on. */
  static async create({
    redisUrl,
    prefix,
    log,
  }: {
    redisUrl: string;
    prefix: string;
    log: Log;
  }): Promise<NodeRegistry> {
    const redis = connectable(redisUrl);
    // Each command reports by itself that Redis is unreachable; without a listener the error event would end the
    // process.
    redis.on('error', () => undefined);
    await redis.connect();
    return new NodeRegistry(redis, { prefix, log });
  }

  /** Takes or renews the lease. While Redis is unreachable it does nothing: servers keep their connections. */
  async renew(card: NodeCard): Promise<void> {
    await this.#try(() =>
      this.#redis
        .multi()
        .sAdd(this.#index(), card.nodeId)
        .set(this.#entry(card.nodeId), JSON.stringify(card), { expiration: { type: 'PX', value: leaseMs } })
        .exec(),
    );
  }

  async withdraw(nodeId: MediaNodeId): Promise<void> {
    await this.#try(() => this.#redis.multi().sRem(this.#index(), nodeId).del(this.#entry(nodeId)).exec());
  }

  /** Every node with a valid lease; undefined while Redis is unreachable. */
  async list(): Promise<NodeCard[] | undefined> {
    return await this.#try(async () => {
      const ids = await this.#redis.sMembers(this.#index());
      if (ids.length === 0) return [];
      const entries = await this.#redis.mGet(ids.map((nodeId) => this.#entry(nodeId)));
      const gone = ids.filter((_, n) => entries[n] === null);
      if (gone.length > 0) await this.#redis.sRem(this.#index(), gone);
      return entries.flatMap((entry) => (entry === null ? [] : this.#read(entry)));
    });
  }

  close(): void {
    if (this.#redis.isOpen) this.#redis.destroy();
  }

  #read(entry: string): NodeCard[] {
    try {
      return [nodeCard.parse(JSON.parse(entry))];
    } catch (error) {
      // A node of a version with another card: this server cannot use it.
      this.#log.error('the entry of a media node cannot be read', error);
      return [];
    }
  }

  async #try<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await command();
      if (this.#away) this.#log.info('the list of media nodes is back');
      this.#away = false;
      return value;
    } catch (error) {
      // One log line per outage.
      if (!this.#away) this.#log.error('the list of media nodes cannot be reached', error);
      this.#away = true;
      return undefined;
    }
  }

  // The braces keep all of it on one machine of a Redis Cluster.
  #index(): string {
    return `{${this.#prefix}:sfu}:nodes`;
  }

  #entry(nodeId: string): string {
    return `{${this.#prefix}:sfu}:node:${nodeId}`;
  }
}

function connectable(url: string) {
  return createClient({
    url,
    // A reply that comes after Redis is back would be too old.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 2_000,
      socketTimeout: 5_000,
      reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
    },
  });
}
