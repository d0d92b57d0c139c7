import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { memoryProbe } from './memory.ts';

/** The bare server in a process of its own; see `floor-server.ts`. */
export class FloorServer implements AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.url = `http://localhost:${port}`;
    this.process = child;
  }

  static async create(): Promise<FloorServer> {
    const child = fork(new URL('floor-server.ts', import.meta.url), {
      stdio: ['ignore', 2, 2, 'ipc'],
      execArgv: memoryProbe,
    });
    const [port] = (await once(child, 'message')) as [number];
    return new FloorServer(child, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }
}
