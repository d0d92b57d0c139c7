/** Whether an answer came in time. */
type Ask = (withinMs: number) => Promise<boolean>;

/** One late heartbeat may be a busy server; two are a dead connection. */
const missedBeatsAllowed = 1;
/** While media arrives the network is there, and answers are only slow: reconnecting for them makes it slower. */
const missedBeatsAllowedWithMedia = 4;

/** Decides from missing answers when a connection is dead. */
export class Heartbeat {
  readonly #ask: Ask;
  readonly #died: () => void;
  #missed = 0;
  #life = 0;
  #mediaArrives = false;

  constructor(options: { ask: Ask; died: () => void }) {
    this.#ask = options.ask;
    this.#died = options.died;
  }

  /** Another connection: what the last one missed does not count. */
  startOver(): void {
    this.#missed = 0;
    this.#life += 1;
  }

  /** Media has arrived since the last beat. */
  assure(): void {
    this.#mediaArrives = true;
  }

  async beat(withinMs: number): Promise<void> {
    if (await this.#ask(withinMs)) {
      this.#missed = 0;
      return;
    }
    this.#missed += 1;
    const allowed = this.#mediaArrives ? missedBeatsAllowedWithMedia : missedBeatsAllowed;
    this.#mediaArrives = false;
    if (this.#missed > allowed) this.#died();
  }

  /**
   * Something else suggests that the network has gone: one missing answer is enough, unless the doubt is revoked
   * before by aborting.
   */
  async doubt(withinMs: number, trusted: AbortSignal): Promise<void> {
    const life = this.#life;
    const answered = await this.#ask(withinMs);
    if (!answered && !trusted.aborted && life === this.#life) this.#died();
  }
}
