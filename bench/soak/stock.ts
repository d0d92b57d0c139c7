import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createClient } from 'redis';
import { readConfig } from '../../config/config.ts';
import { kibOf } from '../sockets/memory.ts';
import type { ServiceSide } from '../sfu/service-side.ts';

type KeyCounter = { dbSize(): Promise<number>; close(): Promise<unknown> };

/** What the service holds while nothing runs. */
export type Stock = Readonly<Record<string, number>>;

const emptyWithinMs = 30_000;
/** What outlasts a call is gone by then: the job that ends a wrap-up at its limit, held participants, idle connections. */
const settlesMs = 25_000;
const samples = 20;
const sampleEveryMs = 300;

/** Counts what the service holds, once the calls have ended. */
export class StockTaker implements AsyncDisposable {
  readonly #side: ServiceSide;
  readonly #postgres: pg.Client;
  readonly #redis: KeyCounter;

  private constructor(side: ServiceSide, postgres: pg.Client, redis: KeyCounter) {
    this.#side = side;
    this.#postgres = postgres;
    this.#redis = redis;
  }

  static async create(side: ServiceSide): Promise<StockTaker> {
    const { databaseUrl, redisUrl } = readConfig();
    const postgres = new pg.Client({ connectionString: databaseUrl });
    await postgres.connect();
    const redis = createClient({ url: redisUrl });
    await redis.connect();
    return new StockTaker(side, postgres, redis);
  }

  /** Waits until no media is held, and a while longer. */
  async take(): Promise<Stock> {
    await this.#untilNoRooms();
    await pause(settlesMs);
    const { server, workers, serverPid } = this.#side.service;
    const mediaWorker = await this.#side.mediaWorkerPid();
    return {
      serverKib: Math.round(await kibOf(server)),
      workersKib: Math.round(await kibOf(workers)),
      mediaWorkerKib: await residentKib(mediaWorker),
      serverHandles: await filesOf(serverPid),
      workersHandles: await filesOf(workers.pid ?? 0),
      mediaWorkerHandles: await filesOf(mediaWorker),
      ...(await this.#media()),
      redisKeys: await fewest(() => this.#redis.dbSize()),
      postgresConnections: await fewest(() => this.#connections()),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#postgres.end();
    await this.#redis.close();
  }

  async #untilNoRooms(): Promise<void> {
    const deadline = performance.now() + emptyWithinMs;
    while ((await this.#media())['rooms'] !== 0 && performance.now() < deadline) await pause(200);
  }

  /** The SFU's own counts: rooms, participants, transports, producers, consumers, workers. */
  async #media(): Promise<Stock> {
    const response = await fetch(`${this.#side.service.url}/metrics`);
    const counts = (await response.text()).matchAll(/^bedside_media\{kind="(\w+)"\} (\d+)$/gm);
    const stock = Object.fromEntries([...counts].map(([, kind = '', count]) => [kind, Number(count)]));
    if (stock['rooms'] === undefined) throw new Error('The service does not tell what its SFU holds.');
    return stock;
  }

  async #connections(): Promise<number> {
    const { rows } = await this.#postgres.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return rows[0]?.count ?? NaN;
  }
}

/** Of several looks: locks that last for a second, and what a sweep borrows for a moment, are no growth. */
async function fewest(count: () => Promise<number>): Promise<number> {
  let least = await count();
  for (let sample = 1; sample < samples; sample += 1) {
    await pause(sampleEveryMs);
    least = Math.min(least, await count());
  }
  return least;
}

async function filesOf(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

async function residentKib(pid: number): Promise<number> {
  return Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

const tolerance = 0.05;

/** The names of what there is more of than before, by more than a twentieth. */
export function grownSince(before: Stock, after: Stock): string[] {
  return Object.entries(after).flatMap(([name, count]) =>
    count > (before[name] ?? 0) * (1 + tolerance) ? [name] : [],
  );
}
