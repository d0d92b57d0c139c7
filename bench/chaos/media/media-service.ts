import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Environment } from '../../../config/environment.ts';
import { type Demonstration, seed } from '../../running-service.ts';
import { isAnswered } from '../../../scripts/ports.ts';
import { Coturn } from '../../../test/support/relay/coturn.ts';
import type { Part } from '../part.ts';
import { type Ground, healthAt, saysInLog, ServicePart, startPostgres, startRedis } from '../parts.ts';
import { DelayRelay } from '../../sites/delay-relay.ts';
import { serviceAddresses } from '../../sites/site-network.ts';

const { behindRelay, relay: relayAddress } = serviceAddresses;
/** Below those that the system gives to whoever connects, so that none of them is ever taken. */
const serverPorts = [25_080, 25_081] as const;
const nodePorts = [25_100, 25_200] as const;

/**
 * The service as it runs in earnest: two servers, one workers process and two SFU nodes as processes of their own, on
 * their own Postgres and Redis, with a TURN relay. Sites reach it at one address, through what can delay them.
 */
export class MediaService implements AsyncDisposable {
  readonly demonstration: Demonstration;
  readonly url = `http://${relayAddress}:443`;
  readonly relay: DelayRelay;
  /** The hash by which browsers can be told to trust the TURN relay. */
  readonly trusted: string;
  readonly postgres: Part;
  readonly redis: Part;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly #servers: readonly Part[];
  readonly #nodes: readonly Part[];
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    demonstration: Demonstration;
    relay: DelayRelay;
    trusted: string;
    postgres: Part;
    redis: Part;
    databaseUrl: string;
    redisUrl: string;
    servers: readonly Part[];
    nodes: readonly Part[];
    owned: AsyncDisposableStack;
  }) {
    this.demonstration = parts.demonstration;
    this.relay = parts.relay;
    this.trusted = parts.trusted;
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.databaseUrl = parts.databaseUrl;
    this.redisUrl = parts.redisUrl;
    this.#servers = parts.servers;
    this.#nodes = parts.nodes;
    this.#owned = parts.owned;
  }

  static async create(ground: Ground, given: Environment = {}): Promise<MediaService> {
    await using opening = new AsyncDisposableStack();
    const own = (part: Part): Part => {
      opening.defer(() => part.close());
      return part;
    };
    const [postgres, redis] = await Promise.all([startPostgres(ground), startRedis(ground)]);
    own(postgres.part);
    own(redis.part);
    const turn = opening.use(
      await Coturn.start({ host: behindRelay, sfuAddress: relayAddress, tlsPort: 443 }),
    );
    const urls = { databaseUrl: postgres.url, redisUrl: redis.url };
    const env = { ...(await environmentOf(ground, { ...urls, turn })), ...given };
    const demonstration = await seed(env, ground);
    const nodes = await Promise.all(
      nodePorts.map(async (port, n) => own(await startNode(ground, { env, n, port }))),
    );
    const servers = await Promise.all(
      serverPorts.map(async (port, n) => own(await startServer(ground, { env, n, port }))),
    );
    const main = { name: 'worker', main: 'workers/main.ts', env, ready: saysInLog('workers ready') };
    own((await ServicePart.start(ground, main)).part);
    const relay = opening.use(new DelayRelay(relayAddress));
    for (const port of nodePorts) {
      await relay.openUdp(port, { host: behindRelay, port });
      await relay.openTcp(port, () => Promise.resolve({ host: behindRelay, port }));
    }
    await relay.openTcp(443, liveServer);
    return new MediaService({
      demonstration,
      relay,
      trusted: turn.trusted,
      postgres: postgres.part,
      redis: redis.part,
      ...urls,
      servers,
      nodes,
      owned: opening.move(),
    });
  }

  /** The server that both sides of a visit talk to: the first that lives. */
  async server(): Promise<Part> {
    const { port } = await liveServer();
    return atIndex(this.#servers, serverPorts.indexOf(port));
  }

  /** Where each server answers, past what stands before them. */
  get serverUrls(): string[] {
    return serverPorts.map((port) => `http://${behindRelay}:${port}`);
  }

  /** The node that carries the newest room. */
  async node(): Promise<Part> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ node_url: string }>(
        'select node_url from room_placements order by placed_at desc limit 1',
      );
      const port = Number(new URL(rows[0]?.node_url ?? '').port);
      return atIndex(this.#nodes, nodePorts.map(controlPort).indexOf(port));
    } finally {
      await client.end();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}

const controlPort = (port: number): number => port + 50;

function atIndex(parts: readonly Part[], index: number): Part {
  const part = parts[index];
  if (part === undefined) throw new Error(`there is no part ${index}`);
  return part;
}

async function environmentOf(
  { data }: Ground,
  { databaseUrl, redisUrl, turn }: { databaseUrl: string; redisUrl: string; turn: Coturn },
): Promise<Environment> {
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    BEDSIDE_TOKEN_KEY_FILE: await data.tokenKeyFile(),
    BEDSIDE_LOG_LEVEL: 'info',
    BEDSIDE_PUBLIC_URL: `http://${relayAddress}:443`,
    BEDSIDE_SFU_NODES: 'separate',
    BEDSIDE_SFU_SECRET: randomBytes(24).toString('hex'),
    BEDSIDE_TURN_URLS: turn.url('tls'),
    BEDSIDE_TURN_SECRET: turn.secret,
  };
}

type ToStart = { env: Environment; n: number; port: number };

async function startServer(ground: Ground, { env, n, port }: ToStart): Promise<Part> {
  const started = await ServicePart.start(ground, {
    name: `server-${n}`,
    main: 'server/main.ts',
    env: { ...env, PORT: String(port), HOST: behindRelay },
    ready: healthAt(`http://${behindRelay}:${port}`),
  });
  return started.part;
}

/** One media worker a node, so that there is no doubt which one carries the room. */
async function startNode(ground: Ground, { env, n, port }: ToStart): Promise<Part> {
  const started = await ServicePart.start(ground, {
    name: `node-${n}`,
    main: 'sfu/main.ts',
    env: {
      ...env,
      BEDSIDE_SFU_CONTROL_PORT: String(controlPort(port)),
      BEDSIDE_SFU_LISTEN_ADDRESS: behindRelay,
      BEDSIDE_SFU_ANNOUNCED_ADDRESS: relayAddress,
      BEDSIDE_SFU_FIRST_PORT: String(port),
      BEDSIDE_SFU_WORKERS: '1',
    },
    ready: saysInLog('the media node is ready'),
  });
  return started.part;
}

/** As a balancer in front of the servers does: whoever answers is asked, in a fixed order. */
async function liveServer(): Promise<{ host: string; port: (typeof serverPorts)[number] }> {
  for (const port of serverPorts) {
    if (await isAnswered(port, behindRelay)) return { host: behindRelay, port };
  }
  return { host: behindRelay, port: serverPorts[0] };
}
