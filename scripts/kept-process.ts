import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import type { Say } from './say.ts';

export interface KeptProcessOptions {
  name: string;
  /** Starts the process, in a process group of its own so that a terminal's Ctrl-C does not reach it. */
  spawn: () => Promise<ChildProcess>;
  /** Tells why the process is not ready yet, or undefined once it is. */
  notReady: (child: ChildProcess) => Promise<string | undefined>;
  readyWithinMs: number;
  stopSignal: 'SIGINT' | 'SIGTERM';
  ledger: Ledger;
  say: Say;
  /** Gives up waiting for the process to become ready. */
  signal: AbortSignal;
  /** The longest pause before it is started again; half a minute when left out. */
  mostPauseMs?: number;
}

const backOffMs = { first: 500, most: 30_000, forgivenAfter: 60_000 };
const stopPatienceMs = 15_000;

/** A process that is started again when it ends by itself, each time after a longer pause. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  readonly #closing = new AbortController();
  #keeping: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  private constructor(options: KeptProcessOptions) {
    this.#options = options;
  }

  /** Resolves when the process is ready; throws, with nothing left running, when it ends before that. */
  static async create(options: KeptProcessOptions): Promise<KeptProcess> {
    const kept = new KeptProcess(options);
    const child = await kept.#start();
    kept.#keeping = kept.#keep(child);
    return kept;
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#closed ??= this.#keeping;
    return this.#closed;
  }

  async #keep(first: ChildProcess): Promise<void> {
    let child: ChildProcess | undefined = first;
    let pause = backOffMs.first;
    while (child !== undefined) {
      const began = performance.now();
      const ended = await this.#endOf(child);
      if (this.#closing.signal.aborted) return;
      if (performance.now() - began > backOffMs.forgivenAfter) pause = backOffMs.first;
      child = await this.#startAgain(ended, pause);
      pause = Math.min(2 * pause, this.#mostPauseMs);
    }
  }

  get #mostPauseMs(): number {
    return this.#options.mostPauseMs ?? backOffMs.most;
  }

  /** Waits until the process ends by itself, or ends it when we close. */
  async #endOf(child: ChildProcess): Promise<string> {
    const { pid } = child;
    if (isRunning(child) && !this.#closing.signal.aborted) {
      await Promise.race([once(child, 'exit'), once(this.#closing.signal, 'abort')]);
    }
    await this.#stop(child);
    if (pid !== undefined) this.#options.ledger.remove(pid);
    return child.signalCode ?? `code ${child.exitCode ?? 'unknown'}`;
  }

  async #startAgain(ended: string, pauseMs: number): Promise<ChildProcess | undefined> {
    const { name, say } = this.#options;
    let why = `ended (${ended})`;
    for (let pause = pauseMs; ; pause = Math.min(2 * pause, this.#mostPauseMs)) {
      say.line(`${name}: ${why}; starting again in ${pause / 1000} s.`);
      try {
        await delay(pause, undefined, { signal: this.#closing.signal });
        return await this.#start();
      } catch (error) {
        if (this.#closing.signal.aborted) return undefined;
        why = `did not start (${error instanceof Error ? error.message : String(error)})`;
      }
    }
  }

  async #start(): Promise<ChildProcess> {
    const { name, spawn, stopSignal, ledger } = this.#options;
    const child = await spawn();
    // Without a listener the failure to start would end us as well; it shows in the missing id.
    child.on('error', () => undefined);
    if (child.pid === undefined) throw new Error(`${name} cannot be started`);
    await ledger.add({ pid: child.pid, name, signal: stopSignal });
    try {
      await this.#becomeReady(child);
      return child;
    } catch (error) {
      await this.#stop(child);
      ledger.remove(child.pid);
      throw error;
    }
  }

  async #becomeReady(child: ChildProcess): Promise<void> {
    const { name, notReady, readyWithinMs } = this.#options;
    const until = performance.now() + readyWithinMs;
    for (;;) {
      if (!isRunning(child))
        throw new Error(`${name} ended at once (${child.signalCode ?? child.exitCode ?? ''})`);
      const why = await notReady(child);
      if (why === undefined) return;
      if (performance.now() > until)
        throw new Error(`${name} is not ready after ${readyWithinMs / 1000} s: ${why}`);
      await delay(20, undefined, { signal: AbortSignal.any([this.#closing.signal, this.#options.signal]) });
    }
  }

  async #stop(child: ChildProcess): Promise<void> {
    if (!isRunning(child)) return;
    const exit = once(child, 'exit');
    child.kill(this.#options.stopSignal);
    const timer = setTimeout(() => {
      this.#options.say.line(
        `${this.#options.name}: does not stop after ${stopPatienceMs / 1000} s, killing it.`,
      );
      child.kill('SIGKILL');
    }, stopPatienceMs);
    await exit;
    clearTimeout(timer);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
