import type { MediaNodeId } from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import { openRedis, type RedisClient } from '../../process/redis.ts';
import { nodeCard, type NodeCard } from './wire.ts';

/** Three renewals: after that a node that says nothing is taken to be gone. */
const leaseMs = 3_000;

/**
 * The list of SFU nodes in Redis, each entry a lease. It is how servers hear of nodes, and nothing more: where a room is
 * stands in Postgres, and whether a node lives is told by the connection to it. So Redis may forget everything.
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

  /** Connects, or goes on until Redis is there; reconnects by itself from then on. */
  static async create({
    redisUrl,
    prefix,
    log,
  }: {
    redisUrl: string;
    prefix: string;
    log: Log;
  }): Promise<NodeRegistry> {
    const redis = await openRedis({
      url: redisUrl,
      log,
      connection: 'media-nodes',
      // An answer that comes when Redis is back would be too old.
      whileAway: 'fail',
      // Nodes and servers ask every second.
      silentMs: 5_000,
    });
    return new NodeRegistry(redis, { prefix, log });
  }

  /** Begins or renews the lease. While Redis is away it does nothing: servers keep the connections they have. */
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

  /** Every node whose lease runs; undefined while Redis is away. */
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
      // A node of a version that speaks otherwise: not one that this server could use.
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
      // One line a loss.
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
