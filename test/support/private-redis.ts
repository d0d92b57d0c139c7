import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { endsWithUs } from './ends-with-us.ts';
import { eventually } from './eventually.ts';
import { freePort } from '../../scripts/ports.ts';

/** A Redis server that only one test file uses, so that it may be cut off, killed and started again. */
export class PrivateRedis implements AsyncDisposable {
  readonly port: number;
  #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  static async start(): Promise<PrivateRedis> {
    const port = await freePort();
    const redis = new PrivateRedis(port, launch(port));
    await redis.#answering();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Sends one command over a connection of its own. */
  async command(...args: string[]): Promise<unknown> {
    const client = createClient({ url: this.url, RESP: 2, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.sendCommand(args);
    } finally {
      if (client.isOpen) client.destroy();
    }
  }

  /** Every command that Redis gets from now on, as MONITOR shows it. */
  async watch(): Promise<string[]> {
    const seen: string[] = [];
    const client = createClient({ url: this.url, RESP: 2, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    await client.monitor((line) => seen.push(line));
    return seen;
  }

  /** From now on it takes what it is sent and answers nothing, until `thaw`. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** SIGKILL: nothing is said goodbye to. */
  async kill(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await gone;
    }
  }

  /** Starts again on the same port, empty. */
  async restart(): Promise<void> {
    await this.kill();
    this.#process = launch(this.port);
    await this.#answering();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answering(): Promise<void> {
    await eventually(async () => {
      try {
        await this.command('PING');
        return undefined;
      } catch (error) {
        return `Redis on port ${this.port}: ${String(error)}`;
      }
    });
  }
}

function launch(port: number): ChildProcess {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  return endsWithUs(spawn('redis-server', settings, { stdio: 'ignore' }));
}
