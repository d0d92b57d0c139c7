import type { ControlConfig } from '../../config/control.ts';
import type { RoomPlacements } from '../../domain/ports.ts';
import { RemoteMediaRooms } from '../../sfu/node/remote-media-rooms.ts';
import { openStore } from '../../store/open-store.ts';
import { collectingLog } from './collecting-log.ts';
import { eventually } from './eventually.ts';
import { NodeProcess, nodeSecret } from './node-process.ts';
import { createMigratedDatabase, redisPrefix, testServices } from './services.ts';

/** SFU nodes, and servers' sides of them, over one Postgres and one Redis prefix. */
export class NodeWorld implements AsyncDisposable {
  readonly placements: RoomPlacements;
  readonly databaseUrl: string;
  readonly prefix: string;
  readonly redisUrl: string;
  readonly logs = collectingLog();
  readonly #owned: AsyncDisposableStack;
  readonly #nodes: NodeProcess[] = [];

  private constructor(parts: {
    placements: RoomPlacements;
    databaseUrl: string;
    redisUrl: string;
    owned: AsyncDisposableStack;
  }) {
    this.placements = parts.placements;
    this.databaseUrl = parts.databaseUrl;
    this.redisUrl = parts.redisUrl;
    this.prefix = redisPrefix();
    this.#owned = parts.owned;
  }

  static async create({
    redisUrl = testServices().redisUrl,
  }: { redisUrl?: string } = {}): Promise<NodeWorld> {
    await using opening = new AsyncDisposableStack();
    const database = opening.use(await createMigratedDatabase());
    const clock = { now: () => new Date() };
    const store = opening.use(openStore({ databaseUrl: database.url, clock, log: collectingLog().log }));
    const { placements } = store;
    return new NodeWorld({ placements, redisUrl, databaseUrl: database.url, owned: opening.move() });
  }

  /** Starts a node; it is killed at the end if it still runs. */
  async node(env: Record<string, string> = {}): Promise<NodeProcess> {
    const node = await NodeProcess.start({ prefix: this.prefix, env: { REDIS_URL: this.redisUrl, ...env } });
    this.#nodes.push(node);
    return this.#owned.use(node);
  }

  /** One server's side; it waits until it is connected to every node that runs, unless told otherwise. */
  async server({
    region = 'home',
    secret = nodeSecret,
    waits = true,
    control = { network: 'open' },
  }: {
    region?: string;
    secret?: string;
    waits?: boolean;
    control?: ControlConfig;
  } = {}): Promise<RemoteMediaRooms> {
    const { redisUrl, prefix, placements, logs } = this;
    const rooms = await RemoteMediaRooms.create({
      ...{ redisUrl, prefix, secret, region, placements, control },
      clock: { now: () => new Date() },
      log: logs.log,
    });
    this.#owned.defer(() => rooms.close());
    const running = this.#nodes.filter(({ isRunning }) => isRunning).length;
    if (waits)
      await eventually(() => {
        const { open } = rooms.nodeCounts();
        return open >= running ? undefined : `connected to ${open} nodes of ${running}`;
      }, 10_000);
    return rooms;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}
