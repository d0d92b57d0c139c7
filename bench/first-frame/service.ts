import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readConfig } from '../../config/config.ts';
import { environment } from '../../config/environment.ts';
import { createLog } from '../../process/log.ts';
import { type Demonstration, seedDemonstration } from '../../server/set-up/demonstration.ts';
import { passwords, secrets } from '../../server/auth/secrets.ts';
import { migrate } from '../../store/postgres/migrate.ts';
import { openStore } from '../../store/open-store.ts';
import { endsWithTheBench } from '../running-service.ts';

const served = z.strictObject({ url: z.string(), bareUrl: z.string() });
type Parts = z.infer<typeof served> & { demonstration: Demonstration; processes: readonly ChildProcess[] };

/**
 * The service as it runs in earnest, a process for the server and one for the workers; the server's also serves the
 * bare page on the same SFU. Neither shares its process with what drives the browsers.
 */
export class SharedSfuService implements AsyncDisposable {
  readonly url: string;
  readonly bareUrl: string;
  readonly demonstration: Demonstration;
  readonly #processes: readonly ChildProcess[];

  private constructor({ url, bareUrl, demonstration, processes }: Parts) {
    this.url = url;
    this.bareUrl = bareUrl;
    this.demonstration = demonstration;
    this.#processes = processes;
  }

  static async create(): Promise<SharedSfuService> {
    const demonstration = await seed();
    const env = { ...environment(), BEDSIDE_LOG_LEVEL: 'error' };
    const start = (file: URL): ChildProcess =>
      spawn(process.execPath, [...endsWithTheBench, fileURLToPath(file)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
    const serving = start(new URL('./serve.ts', import.meta.url));
    const processes = [serving, start(new URL('../../workers/main.ts', import.meta.url))];
    try {
      const where = served.parse(JSON.parse(await firstLine(serving)));
      return new SharedSfuService({ ...where, demonstration, processes });
    } catch (error) {
      await Promise.all(processes.map(end));
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map(end));
  }
}

async function seed(): Promise<Demonstration> {
  const { databaseUrl } = readConfig();
  await migrate(databaseUrl);
  const log = createLog({ level: 'error', write: process.stderr });
  const store = openStore({ databaseUrl, clock: { now: () => new Date() }, log });
  try {
    const newId = (): string => crypto.randomUUID();
    const demonstration = await seedDemonstration({ store, passwords, secrets, newId });
    if (demonstration === null) throw new Error('The database is not empty.');
    return demonstration;
  } finally {
    await store.close();
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The process has no output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The server under measurement ended before it was ready.');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
