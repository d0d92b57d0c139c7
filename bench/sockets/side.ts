import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Task } from './clients.ts';
import { kibOf } from './memory.ts';

/** One server that is measured, with a process of clients of its own. */
export class Side implements AsyncDisposable {
  readonly #url: string;
  readonly #server: ChildProcess;
  readonly #clients: ChildProcess;
  readonly asked: number[] = [];
  #connections = 0;
  #connectMs = 0;
  #kibBefore = 0;

  private constructor(url: string, server: ChildProcess, clients: ChildProcess) {
    this.#url = url;
    this.#server = server;
    this.#clients = clients;
  }

  static async create({ url, server }: { url: string; server: ChildProcess }): Promise<Side> {
    const clients = fork(new URL('clients.ts', import.meta.url), { stdio: ['ignore', 2, 2, 'ipc'] });
    const side = new Side(url, server, clients);
    side.#kibBefore = await kibOf(server);
    return side;
  }

  get connectsPerSecond(): number {
    return Math.round(this.#connections / (this.#connectMs / 1000));
  }

  async connect(tokens: string[], together: number): Promise<void> {
    const [ms = NaN] = await this.#tell({ do: 'connect', url: this.#url, tokens, together });
    this.#connectMs += ms;
    this.#connections += tokens.length;
  }

  async ask(name: string, { times, everyMs }: { times: number; everyMs: number }): Promise<number[]> {
    return this.#tell({ do: 'ask', name, times, everyMs });
  }

  /** What each connection has added to what the server holds in memory, in KiB. */
  async kibPerConnection(): Promise<number> {
    return ((await kibOf(this.#server)) - this.#kibBefore) / this.#connections;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#clients.exitCode !== null) return;
    const ended = once(this.#clients, 'exit');
    this.#clients.disconnect();
    await ended;
  }

  async #tell(task: Task): Promise<number[]> {
    const answered = Promise.withResolvers<number[]>();
    const ended = () => {
      answered.reject(new Error('the process of the clients has ended'));
    };
    this.#clients.once('message', answered.resolve).once('exit', ended);
    this.#clients.send(task);
    try {
      return await answered.promise;
    } finally {
      this.#clients.off('exit', ended);
    }
  }
}
