import type { Log } from '../domain/ports.ts';

/** Does a task again and again, never twice at the same time; a failed round is logged and the next one comes. */
export class PeriodicTask {
  readonly #task: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  readonly #log: Log;
  readonly #name: string;
  #running: Promise<void> | undefined;

  constructor(options: { name: string; everyMs: number; log: Log; task: () => Promise<void> }) {
    this.#task = options.task;
    this.#log = options.log;
    this.#name = options.name;
    this.#timer = setInterval(() => {
      this.#running ??= this.#round();
    }, options.everyMs);
  }

  /** No round begins any more; answers when the one that runs has ended. Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #round(): Promise<void> {
    try {
      await this.#task();
    } catch (error) {
      this.#log.error('round failed', error, { round: this.#name });
    } finally {
      this.#running = undefined;
    }
  }
}
