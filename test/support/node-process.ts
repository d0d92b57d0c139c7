import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { endsWithUs } from './ends-with-us.ts';
import { testServices } from './services.ts';

export const nodeSecret = 'the-secret-that-tests-share-with-nodes';

const readyLine = z.object({ message: z.literal('the media node is ready'), node: z.uuid(), port: z.int() });

/** An SFU node as it runs for real: a process of its own, which is stopped or killed like one. */
export class NodeProcess implements AsyncDisposable {
  readonly nodeId: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #said: string[];

  private constructor(child: ChildProcess, parts: { nodeId: string; port: number; said: string[] }) {
    this.#child = child;
    this.nodeId = parts.nodeId;
    this.port = parts.port;
    this.#said = parts.said;
  }

  /** Registers under this prefix, in the tests' Redis unless told otherwise. */
  static async start({
    prefix,
    env = {},
  }: {
    prefix: string;
    env?: Record<string, string>;
  }): Promise<NodeProcess> {
    const { redisUrl, workerBin } = testServices();
    const settings = {
      REDIS_URL: redisUrl,
      BEDSIDE_REDIS_PREFIX: prefix,
      BEDSIDE_SFU_SECRET: nodeSecret,
      BEDSIDE_SFU_CONTROL_PORT: '0',
      BEDSIDE_SFU_FIRST_PORT: '0',
      BEDSIDE_SFU_WORKERS: '1',
      MEDIASOUP_WORKER_BIN: workerBin,
      ...env,
    };
    const child = endsWithUs(
      spawn(process.execPath, ['sfu/main.ts'], { env: settings, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const said: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<{ nodeId: string; port: number }>();
    // Read to the end: a process whose output nobody takes any more stands still.
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said.push(chunk.toString());
        for (const line of said.join('').split('\n')) {
          const ready = readyLine.safeParse(parse(line));
          if (ready.success) resolve({ nodeId: ready.data.node, port: ready.data.port });
        }
      });
    child.once('exit', (code) => {
      reject(new Error(`The node ended with ${String(code)}: ${said.join('')}`));
    });
    return new NodeProcess(child, { ...(await promise), said });
  }

  /** All it has logged. */
  get log(): string {
    return this.#said.join('');
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The pids of its mediasoup workers, as it logged them. */
  get workerPids(): number[] {
    const started = z.object({ message: z.literal('media worker started'), pid: z.int() });
    return this.log.split('\n').flatMap((line) => {
      const { success, data } = started.safeParse(parse(line));
      return success ? [data.pid] : [];
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; answers with its exit code, null when a signal ended it. */
  async ended(): Promise<number | null> {
    if (this.isRunning) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGKILL');
    await this.ended();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
