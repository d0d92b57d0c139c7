import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { environment, type Environment } from '../config/environment.ts';
import { root } from '../scripts/root.ts';

const person = z.object({
  name: z.string(),
  email: z.string(),
  password: z.string(),
  roles: z.array(z.string()),
});
const setUp = z.object({
  demonstration: z.object({
    people: z.array(person),
    station: z.object({ name: z.string(), enrolmentCode: z.string() }),
  }),
});

/** What the set-up of a new database says of its demonstration. */
export type Demonstration = z.infer<typeof setUp>['demonstration'];

/** Flags for a process that is given a channel: it stops when the bench has gone, also when that was killed. */
export const endsWithTheBench = ['--import', new URL('ends-with-the-bench.ts', import.meta.url).href];

const readyWithinMs = 30_000;

/** The service as it runs in earnest: one server process, one workers process, on the services of the environment. */
export class RunningService implements AsyncDisposable {
  readonly url: string;
  readonly demonstration: Demonstration;
  /** The processes, to look at what they hold. */
  readonly server: ChildProcess;
  readonly workers: ChildProcess;

  private constructor(
    url: string,
    demonstration: Demonstration,
    parts: { server: ChildProcess; workers: ChildProcess },
  ) {
    this.url = url;
    this.demonstration = demonstration;
    this.server = parts.server;
    this.workers = parts.workers;
  }

  /**
   * Migrates and fills an empty database, then starts both processes and waits until the server is ready. The flags are for
   * Node; each process gets a channel for messages, which something that it preloads may answer.
   */
  static async create({
    serverFlags = [],
    env: given = {},
    workersFlags = [],
  }: {
    serverFlags?: string[];
    env?: Environment;
    workersFlags?: string[];
  } = {}): Promise<RunningService> {
    const env: Environment = { BEDSIDE_LOG_LEVEL: 'error', ...environment(), ...given };
    const demonstration = await seed(env);
    const start = (args: string[]): ChildProcess =>
      spawn(process.execPath, [...endsWithTheBench, ...args], { env, stdio: ['ignore', 2, 2, 'ipc'] });
    const parts = {
      server: start([...serverFlags, 'server/main.ts']),
      workers: start([...workersFlags, 'workers/main.ts']),
    };
    const url = `http://localhost:${env['PORT'] ?? '3000'}`;
    const service = new RunningService(url, demonstration, parts);
    try {
      await isReady(`${url}/health/ready`);
      return service;
    } catch (error) {
      await service.close();
      throw error;
    }
  }

  get serverPid(): number {
    return this.server.pid ?? 0;
  }

  personWith(role: string): Demonstration['people'][number] {
    const found = this.demonstration.people.find(({ roles }) => roles.includes(role));
    if (found === undefined) throw new Error(`The demonstration has no ${role}.`);
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.server, this.workers].map(async (part) => {
        if (part.exitCode !== null || part.signalCode !== null) return;
        const ended = once(part, 'exit');
        part.kill('SIGTERM');
        await ended;
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Migrates and fills an empty database, with the set-up of another checkout where one is named. */
export async function seed(
  env: Environment,
  { product = root }: { product?: string | undefined } = {},
): Promise<Demonstration> {
  const child = spawn(process.execPath, ['server/set-up.ts', '--demonstration'], {
    cwd: product,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(child.stdout);
  return setUp.parse(JSON.parse(said.split('\n')[0] ?? '')).demonstration;
}

async function isReady(url: string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const status = await fetch(url).then(
      async (response) => ((await response.json()) as { status: string }).status,
      (error: unknown) => String(error),
    );
    if (status === 'ready') return;
    if (Date.now() > deadline) throw new Error(`${url} is not ready within ${readyWithinMs} ms: ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
