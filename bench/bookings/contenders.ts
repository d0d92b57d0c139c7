import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { endsWithTheBench } from '../running-service.ts';
import type { Ground } from './ground.ts';
import type { Order, Report } from './orders.ts';

/** One contending process, which is started again when it has been killed. */
export class Contender implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #side: number;
  readonly #onReport: (report: Report) => void;
  #process: ChildProcess;
  #starts = 0;
  #kills = 0;

  private constructor(parts: { ground: Ground; side: number; onReport: (report: Report) => void }) {
    this.#ground = parts.ground;
    this.#side = parts.side;
    this.#onReport = parts.onReport;
    this.#process = this.#fork();
  }

  static async create(parts: {
    ground: Ground;
    side: number;
    onReport: (report: Report) => void;
  }): Promise<Contender> {
    const contender = new Contender(parts);
    await contender.#layOut();
    return contender;
  }

  /** Answers once it has been carried out; or, of one that stops between, once the process was killed there. */
  async carryOut(order: Order): Promise<void> {
    const child = this.#process;
    const ended = Promise.withResolvers<undefined>();
    const onMessage = (report: Report) => {
      this.#onReport(report);
      if (report.say === 'between') child.kill('SIGKILL');
      if (report.say === 'done') ended.resolve(undefined);
    };
    const onExit = (_code: number | null, signal: string | null) => {
      if (signal === 'SIGKILL') ended.resolve(undefined);
      else ended.reject(new Error('a contending process has ended by itself'));
    };
    child.on('message', onMessage);
    // After `close` of the channel nothing that it has said can still come.
    child.once('close', onExit);
    child.send(order);
    try {
      await ended.promise;
    } finally {
      child.off('message', onMessage);
      child.off('close', onExit);
    }
    if (child.signalCode !== null) {
      this.#kills += 1;
      this.#process = this.#fork();
      await this.#layOut();
    }
  }

  get kills(): number {
    return this.#kills;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  #fork(): ChildProcess {
    return fork(new URL('contender.ts', import.meta.url), {
      execArgv: endsWithTheBench,
      stdio: ['ignore', 2, 2, 'ipc'],
    });
  }

  async #layOut(): Promise<void> {
    // It says `done` once it is there.
    await once(this.#process, 'message');
    this.#starts += 1;
    const seed = this.#side + 1000 * this.#starts;
    await this.carryOut({ do: 'lay-out', ground: this.#ground, side: this.#side, seed });
  }
}
