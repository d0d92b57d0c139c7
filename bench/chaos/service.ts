import { environment, type Environment } from '../../config/environment.ts';
import { freePort } from '../../scripts/ports.ts';
import { runNode } from '../../scripts/run-child.ts';
import type { Part } from './part.ts';
import { type Ground, healthAt, saysInLog, ServicePart, startPostgres, startRedis } from './parts.ts';
import type { Target } from './fault-plan.ts';

/** How often and how long things are, so that a run of minutes meets all of them. */
const pace = {
  BEDSIDE_WRAP_UP_SECONDS: '20',
  BEDSIDE_GRACE_WAITING_SECONDS: '12',
  BEDSIDE_GRACE_VISIT_SECONDS: '15',
};

/** Two servers and two workers as processes of their own, on a Postgres and a Redis of their own. */
export class Service implements AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly urls: readonly [string, string];
  readonly #parts: ReadonlyMap<Target, Part>;
  readonly #clocks: ReadonlyMap<Target, ServicePart>;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    databaseUrl: string;
    redisUrl: string;
    urls: readonly [string, string];
    parts: ReadonlyMap<Target, Part>;
    clocks: ReadonlyMap<Target, ServicePart>;
    owned: AsyncDisposableStack;
  }) {
    this.databaseUrl = parts.databaseUrl;
    this.redisUrl = parts.redisUrl;
    this.urls = parts.urls;
    this.#parts = parts.parts;
    this.#clocks = parts.clocks;
    this.#owned = parts.owned;
  }

  static async create(ground: Ground, given: Environment = {}): Promise<Service> {
    await using opening = new AsyncDisposableStack();
    const own = (part: Part) => {
      opening.defer(() => part.close());
      return part;
    };
    const [postgres, redis] = await Promise.all([startPostgres(ground), startRedis(ground)]);
    const parts = new Map<Target, Part>([
      ['postgres', own(postgres.part)],
      ['redis', own(redis.part)],
    ]);
    const env: Environment = {
      ...pace,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      BEDSIDE_TOKEN_KEY_FILE: await ground.data.tokenKeyFile(),
      BEDSIDE_SFU_FIRST_PORT: '0',
      BEDSIDE_SFU_WORKERS: '1',
      BEDSIDE_LOG_LEVEL: 'info',
      ...given,
    };
    await migrate(ground, env);
    const { urls, started } = await startProcesses(ground, env);
    for (const [name, { part }] of started) parts.set(name, own(part));
    const clocks = new Map(started);
    return new Service({
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      urls,
      parts,
      clocks,
      owned: opening.move(),
    });
  }

  part(name: Target): Part {
    const part = this.#parts.get(name);
    if (part === undefined) throw new Error(`there is no ${name}`);
    return part;
  }

  stepClock(name: Target, offsetMs: number): Promise<void> {
    return this.#clocks.get(name)?.stepClock(offsetMs) ?? Promise.reject(new Error(`${name} has no clock`));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}

type Started = { urls: [string, string]; started: (readonly [Target, ServicePart])[] };

async function startProcesses(ground: Ground, env: Environment): Promise<Started> {
  const startServer = async (name: Target) => {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const to = { main: 'server/main.ts', env: { ...env, PORT: port }, ready: healthAt(url) };
    return { url, started: [name, await ServicePart.start(ground, { name, ...to })] as const };
  };
  const startWorker = async (name: Target) => {
    const to = { main: 'workers/main.ts', env, ready: saysInLog('workers ready') };
    return [name, await ServicePart.start(ground, { name, ...to })] as const;
  };
  const [first, second, ...workers] = await Promise.all([
    startServer('server-0'),
    startServer('server-1'),
    startWorker('worker-0'),
    startWorker('worker-1'),
  ]);
  return { urls: [first.url, second.url], started: [first.started, second.started, ...workers] };
}

async function migrate({ data, signal }: Ground, env: Environment): Promise<void> {
  const { code, output } = await runNode({
    args: ['server/set-up.ts'],
    env: { ...environment(), ...env },
    stdio: 'pipe',
    ledger: data.ledger,
    signal,
  });
  if (code !== 0) throw new Error(`The database could not be set up:\n${output}`);
}
