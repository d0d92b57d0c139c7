import type { Connection } from '../service/connection.ts';
import type { Timers } from '../service/timers.ts';
import type { CheckOutcome, CheckRun } from './media-check.ts';

/** A page that was just opened waits this long, so that not all of a site, or of a county, check at once. */
const firstMs = { least: 20_000, most: 60_000 };
/** After a check that could not be completed. */
const retryMs = { least: 120_000, most: 600_000 };
/** After a call, or a check by hand. */
const quietAgainMs = { least: 30_000, most: 90_000 };
/** How often the clock is read: a timer of hours would stop while the device sleeps. */
const pollMs = 15_000;

type Span = { least: number; most: number };

/**
 * The checks of a station: in the background when they are due and nothing else is going on, and by hand. A call ends
 * one in the background at once. The result is sent to the service, which says when to check again.
 */
export class StationChecks {
  readonly #wire: Pick<Connection, 'command'>;
  readonly #timers: Timers;
  readonly #check: CheckRun;
  readonly #now: () => number;
  readonly #random: () => number;
  #dueAt = 0;
  #quiet = false;
  #background: { controller: AbortController; ended: Promise<void> } | null = null;
  #byHand = 0;
  #stopTimer: () => void = () => undefined;
  #closed = true;

  constructor(options: {
    wire: Pick<Connection, 'command'>;
    timers: Timers;
    check: CheckRun;
    now?: () => number;
    random?: () => number;
  }) {
    this.#wire = options.wire;
    this.#timers = options.timers;
    this.#check = options.check;
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
  }

  open(): void {
    this.#closed = false;
    this.#dueIn(firstMs);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.#background?.controller.abort();
  }

  /** Whether nothing is going on: no call, no visit, and the service is there. */
  setQuiet(quiet: boolean): void {
    if (quiet === this.#quiet) return;
    this.#quiet = quiet;
    if (!quiet) this.#background?.controller.abort();
  }

  /** By hand: somebody waits for it, so one in the background gives way. */
  readonly run: CheckRun = async (options) => {
    this.#byHand += 1;
    try {
      this.#background?.controller.abort();
      // They share the connection, and ending one must not end the other's.
      await this.#background?.ended;
      const outcome = await this.#check(options);
      if (outcome.ended === 'done') await this.#report(outcome);
      return outcome;
    } finally {
      this.#byHand -= 1;
    }
  };

  #poll(): void {
    const due = this.#now() >= this.#dueAt;
    if (due && this.#quiet && this.#byHand === 0 && this.#background === null) {
      const controller = new AbortController();
      const ended = this.#runInBackground(controller).catch((error: unknown) => {
        reportError(error);
      });
      this.#background = { controller, ended };
    } else {
      this.#pollLater();
    }
  }

  async #runInBackground({ signal }: AbortController): Promise<void> {
    const outcome = await this.#check({ signal });
    this.#background = null;
    if (outcome.ended === 'done') await this.#report(outcome);
    else this.#dueIn(signal.aborted ? quietAgainMs : retryMs);
  }

  async #report({ result }: Extract<CheckOutcome, { ended: 'done' }>): Promise<void> {
    const answer = await this.#wire.command('check:report', result);
    if (answer.ok) this.#dueAt = this.#now() + answer.value.againInSeconds * 1000;
    if (answer.ok) this.#pollLater();
    else this.#dueIn(retryMs);
  }

  #dueIn({ least, most }: Span): void {
    this.#dueAt = this.#now() + least + this.#random() * (most - least);
    this.#pollLater();
  }

  #pollLater(): void {
    this.#stopTimer();
    if (this.#closed) return;
    const leftMs = Math.max(1000, Math.min(pollMs, this.#dueAt - this.#now()));
    this.#stopTimer = this.#timers.after(leftMs, () => {
      this.#poll();
    });
  }
}
