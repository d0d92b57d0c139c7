import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import type { PackageInstaller } from './debian.ts';
import { KeptProcess } from './kept-process.ts';
import { freePort, isFree } from './ports.ts';
import { EmbeddedPostgres, postgresUrl } from './postgres.ts';
import { findRedis, redisNotReady, redisUrl, spawnRedis } from './redis.ts';
import type { Say } from './say.ts';

/** PostgreSQL and Redis, ready to be used: those a person named, or our own. */
export interface Services {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  close: () => Promise<void>;
}

export interface ServicesOptions {
  data: DataFolder;
  /** Whether what is written must survive a loss of power; tests are quicker without. */
  durable: boolean;
  /** A PostgreSQL and a Redis to use instead of our own. */
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  installer: PackageInstaller;
  say: Say;
  signal: AbortSignal;
}

interface Running {
  url: string;
  close: () => Promise<void>;
}

/** Opens both, or neither. */
export async function openServices(options: ServicesOptions): Promise<Services> {
  // What may be missing is looked for before anything is started.
  const redisProgram = options.redisUrl === undefined ? await findRedis(options.installer) : '';
  const settings = await readSettings(options.data);
  const opened = await Promise.allSettled([
    options.databaseUrl === undefined
      ? openPostgres(options, settings.postgres)
      : elsewhere(options.databaseUrl),
    options.redisUrl === undefined
      ? openRedis({ ...options, program: redisProgram }, settings.redis)
      : elsewhere(options.redisUrl),
  ]);
  const running = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const close = () => closeAll(running);
  const [postgres, redis] = running;
  if (failed.length > 0 || postgres === undefined || redis === undefined) {
    await close();
    throw failed.length === 1
      ? failed[0]
      : new AggregateError(failed, 'neither PostgreSQL nor Redis could be started');
  }
  return { databaseUrl: postgres.url, redisUrl: redis.url, close };
}

/** Opens the PostgreSQL of the folder alone, without Redis. */
export async function openFolderPostgres(
  options: Pick<ServicesOptions, 'data' | 'durable' | 'say' | 'signal'>,
): Promise<Running> {
  const { postgres } = await readSettings(options.data);
  return await openPostgres(options, postgres);
}

/** The address of the PostgreSQL that a running Bedside has started on the folder. */
export async function runningPostgresUrl(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, 'services.json'), 'utf8');
  return postgresUrl(settingsSchema.parse(JSON.parse(text)).postgres);
}

async function closeAll(running: readonly Running[]): Promise<void> {
  const closed = await Promise.allSettled(running.map((one) => one.close()));
  const failed = closed.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failed.length > 0) throw new AggregateError(failed, 'PostgreSQL or Redis could not be stopped');
}

function elsewhere(url: string): Running {
  return { url, close: () => Promise.resolve() };
}

const place = z.strictObject({ port: z.int(), password: z.string() });
const settingsSchema = z.strictObject({ postgres: place, redis: place });
type Place = z.infer<typeof place>;

/** The ports and passwords of this folder's services: made on first use, and a port again when it is taken. */
async function readSettings(data: DataFolder): Promise<z.infer<typeof settingsSchema>> {
  const text = await data.read('services.json');
  const before = text === undefined ? undefined : settingsSchema.parse(JSON.parse(text));
  const settings = { postgres: await choosePlace(before?.postgres), redis: await choosePlace(before?.redis) };
  await data.writeSecret('services.json', JSON.stringify(settings, null, 2));
  return settings;
}

async function choosePlace(before: Place | undefined): Promise<Place> {
  if (before === undefined) return { port: await freePort(), password: randomBytes(24).toString('hex') };
  return (await isFree(before.port)) ? before : { ...before, port: await freePort() };
}

async function openPostgres(
  { data, durable, say, signal }: Pick<ServicesOptions, 'data' | 'durable' | 'say' | 'signal'>,
  { port, password }: Place,
): Promise<Running> {
  const postgres = await EmbeddedPostgres.create({ folder: data.folder, password, say });
  try {
    const process = await KeptProcess.create({
      name: 'PostgreSQL',
      spawn: () => postgres.spawn({ port, durable }),
      notReady: (child) => postgres.notReady(child),
      // After a crash it first reads back what it had promised to keep.
      readyWithinMs: 120_000,
      // "Fast shutdown": it ends its clients and writes everything down.
      stopSignal: 'SIGINT',
      ledger: data.ledger,
      say,
      signal,
    });
    return { url: postgresUrl({ port, password }), close: () => process.close() };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`PostgreSQL could not be started:\n${await postgres.lastWords()}`, { cause: error });
  }
}

async function openRedis(
  { data, durable, say, signal, program }: ServicesOptions & { program: string },
  { port, password }: Place,
): Promise<Running> {
  const process = await KeptProcess.create({
    name: 'Redis',
    spawn: () => spawnRedis({ program, folder: data.folder, durable, port, password }),
    notReady: () => redisNotReady({ port, password }),
    readyWithinMs: 120_000,
    stopSignal: 'SIGTERM',
    ledger: data.ledger,
    say,
    signal,
  });
  return { url: redisUrl({ port, password }), close: () => process.close() };
}
