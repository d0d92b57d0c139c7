import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { environment, type Environment } from '../../config/environment.ts';
import type { DataFolder } from '../../scripts/data-folder.ts';
import { freePort } from '../../scripts/ports.ts';
import { EmbeddedPostgres, postgresUrl } from '../../scripts/postgres.ts';
import { root } from '../../scripts/root.ts';
import { redisNotReady, redisUrl, spawnRedis } from '../../scripts/redis.ts';
import type { Say } from '../../scripts/say.ts';
import { Part } from './part.ts';

/** What every part is started with. */
export type Ground = {
  data: DataFolder;
  /** Where the processes of the service write their logs. */
  logs: string;
  /** Where PostgreSQL keeps what it has, if not in the data folder. */
  disk?: string;
  /** The checkout whose service runs, if not this one. */
  product?: string;
  /** The longest pause before a part that was killed is started again. */
  mostPauseMs?: number;
  say: Say;
  signal: AbortSignal;
};

const kept = ({ data, say, signal, mostPauseMs }: Ground) =>
  ({
    readyWithinMs: 120_000,
    ledger: data.ledger,
    say,
    signal,
    ...(mostPauseMs !== undefined && { mostPauseMs }),
  }) as const;

/** A Postgres that keeps its promises: what was committed must be there after its sudden end. */
export async function startPostgres(ground: Ground): Promise<{ part: Part; url: string }> {
  const [port, password] = [await freePort(), randomBytes(24).toString('hex')];
  const { data, say } = ground;
  const postgres = await EmbeddedPostgres.create({ folder: ground.disk ?? data.folder, password, say });
  const part = await Part.create({
    ...kept(ground),
    name: 'PostgreSQL',
    spawn: () => postgres.spawn({ port, durable: true }),
    notReady: (child) => postgres.notReady(child),
    stopSignal: 'SIGINT',
  });
  return { part, url: postgresUrl({ port, password }) };
}

export async function startRedis(ground: Ground): Promise<{ part: Part; url: string }> {
  const [port, password] = [await freePort(), randomBytes(24).toString('hex')];
  const { folder } = ground.data;
  const part = await Part.create({
    ...kept(ground),
    name: 'Redis',
    spawn: () => spawnRedis({ program: 'redis-server', folder, durable: true, port, password }),
    notReady: () => redisNotReady({ port, password }),
    stopSignal: 'SIGTERM',
  });
  return { part, url: redisUrl({ port, password }) };
}

/** A process of the service whose clock can be set wrong. */
export class ServicePart {
  readonly part: Part;
  readonly #clockFile: string;

  private constructor(part: Part, clockFile: string) {
    this.part = part;
    this.#clockFile = clockFile;
  }

  static async start(
    ground: Ground,
    { name, main, env, ready }: { name: string; main: string; env: Environment; ready: Ready },
  ): Promise<ServicePart> {
    const clockFile = path.join(ground.data.folder, `${name}.clock`);
    await writeFile(clockFile, '0');
    const log = path.join(ground.logs, `${name}.log`);
    const part = await Part.create({
      ...kept(ground),
      name,
      spawn: () =>
        spawnNode(main, { env: { ...env, CHAOS_CLOCK_FILE: clockFile }, log, cwd: ground.product ?? root }),
      notReady: () => ready(log),
      stopSignal: 'SIGTERM',
    });
    return new ServicePart(part, clockFile);
  }

  async stepClock(offsetMs: number): Promise<void> {
    await writeFile(this.#clockFile, String(offsetMs));
    this.part.tell('SIGUSR2');
  }
}

type Ready = (log: string) => Promise<string | undefined>;

async function spawnNode(
  main: string,
  { env, log, cwd }: { env: Environment; log: string; cwd: string },
): Promise<ChildProcess> {
  const file = await open(log, 'a', 0o600);
  // The disk of the logs may be full; then nobody can tell by the log whether it is ready.
  await file.write(`${startMark}\n`).catch(() => undefined);
  const preload = new URL('clock-step.ts', import.meta.url).href;
  try {
    return spawn(process.execPath, ['--import', preload, main], {
      cwd,
      env: { ...environment(), ...env },
      detached: true,
      stdio: ['ignore', file.fd, file.fd],
    });
  } finally {
    await file.close();
  }
}

/** Stands in a log where a process began, so that what the one before has said is not taken for its words. */
const startMark = '--- starts';

/** Ready once its health says that nothing is missing. */
export function healthAt(url: string): Ready {
  return () =>
    fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
      async (response) => {
        const { status } = (await response.json()) as { status: string };
        return status === 'ready' ? undefined : `it is ${status}`;
      },
      (error: unknown) => String(error),
    );
}

/** Ready once it has said so in its log; the workers serve nothing that could be asked. */
export function saysInLog(words: string): Ready {
  return async (log) => {
    const text = await readFile(log, 'utf8');
    const fresh = text.slice(text.lastIndexOf(startMark));
    return fresh.includes(words) ? undefined : `it has not said "${words}" (${(await stat(log)).size} bytes)`;
  };
}
