import type { Log } from '../domain/ports.ts';

/** How often, and what stands in the log for a round that failed. */
export type PeriodicTaskOptions = {
  name: string;
  everyMs: number;
  log: Log;
  task: () => Promise<void>;
  /** The first round begins now, and not after the first period. */
  startNow?: boolean;
  /** A round that took longer than the period is followed by the next one at once, and not at the next tick. */
  catchUp?: boolean;
  /** False for a task that must not be what keeps its process from ending. */
  keepsProcess?: boolean;
};

/** Does a task again and again, never twice at the same time; a failed round is logged and the next one comes. */
export class PeriodicTask {
  readonly #options: PeriodicTaskOptions;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #missed = false;
  #again = false;
  #closed = false;

  constructor(options: PeriodicTaskOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      this.#tick();
    }, options.everyMs);
    if (options.keepsProcess === false) this.#timer.unref();
    if (options.startNow === true) this.now();
  }

  /** A round besides the regular ones: at once, or behind the one that runs, which may have begun too early for it. */
  now(): void {
    if (this.#closed) return;
    if (this.#running === undefined) this.#running = this.#rounds();
    else this.#again = true;
  }

  /** No round begins any more; answers when the one that runs has ended. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #tick(): void {
    if (this.#running === undefined) this.#running = this.#rounds();
    else this.#missed = true;
  }

  async #rounds(): Promise<void> {
    do {
      this.#missed = false;
      this.#again = false;
      await this.#round();
    } while (this.#isDue());
    this.#running = undefined;
  }

  #isDue(): boolean {
    return !this.#closed && (this.#again || (this.#missed && this.#options.catchUp === true));
  }

  async #round(): Promise<void> {
    const { task, log, name } = this.#options;
    try {
      await task();
    } catch (error) {
      log.error('round failed', error, { round: name });
    }
  }
}
