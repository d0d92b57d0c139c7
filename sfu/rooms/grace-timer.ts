/** As long as people wait without giving up. */
const patienceMs = 15_000;
/** Grace periods granted while media still arrives: the others see and hear this participant, and that is the visit. */
const mostPatience = 4;

type After = (ms: number, run: () => void) => () => void;

const realTime: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => {
    clearTimeout(timer);
  };
};

/** How long a detached participant is kept: 15 s, and a minute while media still arrives. */
export class GraceTimer {
  readonly #options: { mediaArrives: () => boolean; giveUp: () => void };
  readonly #after: After;
  #stop: (() => void) | undefined;
  #waits = 0;

  constructor(options: { mediaArrives: () => boolean; giveUp: () => void; after?: After }) {
    this.#options = options;
    this.#after = options.after ?? realTime;
  }

  get isRunning(): boolean {
    return this.#stop !== undefined;
  }

  /** The connection is lost. Idempotent. */
  begin(): void {
    if (this.isRunning) return;
    this.#waits = 0;
    this.#wait();
  }

  /** Another connection has taken up the participant, or the participation is over. Idempotent. */
  end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #wait(): void {
    this.#waits += 1;
    this.#stop = this.#after(patienceMs, () => {
      if (this.#waits < mostPatience && this.#options.mediaArrives()) {
        this.#wait();
      } else {
        this.#stop = undefined;
        this.#options.giveUp();
      }
    });
  }
}
