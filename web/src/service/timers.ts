export type TimerRequest = { id: number; ms: number };

/** Timers that also keep time in a background tab, where a call may ring at any moment. */
export class Timers {
  #worker: Worker | null;
  #lastId = 0;
  readonly #waiting = new Map<number, { run: () => void; ms: number }>();

  private constructor(worker: Worker | null) {
    this.#worker = worker;
  }

  static create(): Timers {
    const worker = new Worker(new URL('./timer-worker.ts', import.meta.url), { type: 'module' });
    const timers = new Timers(worker);
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => {
      timers.#ring(data);
    });
    worker.addEventListener('error', () => {
      timers.#goWithoutWorker();
    });
    return timers;
  }

  /** Runs once after `ms` milliseconds; the returned function stops it. */
  after(ms: number, run: () => void): () => void {
    const id = ++this.#lastId;
    this.#waiting.set(id, { run, ms });
    this.#ask(id, ms);
    return () => {
      this.#waiting.delete(id);
    };
  }

  /** Runs every `ms` milliseconds until the returned function is called. */
  every(ms: number, run: () => void): () => void {
    const again = () => {
      stop = this.after(ms, again);
      run();
    };
    let stop = this.after(ms, again);
    return () => {
      stop();
    };
  }

  #ask(id: number, ms: number): void {
    if (this.#worker !== null) {
      this.#worker.postMessage({ id, ms } satisfies TimerRequest);
    } else {
      setTimeout(() => {
        this.#ring(id);
      }, ms);
    }
  }

  #ring(id: number): void {
    const timer = this.#waiting.get(id);
    this.#waiting.delete(id);
    timer?.run();
  }

  /** Where the worker cannot run, slow timers are better than none. */
  #goWithoutWorker(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const [id, { ms }] of this.#waiting) this.#ask(id, ms);
  }
}
