/** As long as people wait without giving up. */
const patienceMs = 15_000;
/** So often that is waited for somebody whose media still arrives: the others see and hear them, and that is the visit. */
const mostPatience = 4;

type After = (ms: number, run: () => void) => () => void;

const realTime: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => {
    clearTimeout(timer);
  };
};

/** How long a stay goes on whose connection is lost: 15 s, and a minute while media still arrives. */
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

  /** The connection is lost. Said again it changes nothing. */
  begin(): void {
    if (this.isRunning) return;
    this.#waits = 0;
    this.#wait();
  }

  /** Another connection goes on with it, or it is over. Idempotent. */
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
