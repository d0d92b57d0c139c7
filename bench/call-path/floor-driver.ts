import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';

/** The bare path in a process of its own; see `floor-process.ts`. */
export class FloorDriver implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, () => void>();
  #count = 0;

  private constructor(child: ChildProcess, socket: Socket) {
    this.#process = child;
    this.#socket = socket;
    socket.on('rang', (number: number) => {
      this.#waiting.get(number)?.();
      this.#waiting.delete(number);
    });
  }

  static async create(): Promise<FloorDriver> {
    const child = fork(new URL('floor-process.ts', import.meta.url), { stdio: ['ignore', 2, 2, 'ipc'] });
    const [port] = (await once(child, 'message')) as [number];
    const socket = io(`http://localhost:${port}`, { transports: ['websocket'] });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return new FloorDriver(child, socket);
  }

  /** Milliseconds from the command to the emit that the job ends with. */
  async roundTrip(): Promise<number> {
    this.#count += 1;
    const number = this.#count;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#waiting.set(number, () => {
      resolve(undefined);
    });
    const startedAt = performance.now();
    this.#socket.emit('press', number);
    await promise;
    return performance.now() - startedAt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.disconnect();
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
