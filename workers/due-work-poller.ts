import { forgetSignIns } from '../domain/accounts/sign-in.ts';
import { runDueWork, type DueWorkTools } from '../domain/timers/due-work.ts';
import { watchCover } from '../domain/rota/watch-cover.ts';
import type { Deps } from '../domain/ports.ts';
import { forgetReports } from '../domain/quality/keep-reports.ts';

/** Rings must end within a second of their deadline, whatever has become of their job. */
const pollEveryMs = 500;
const coverEveryMs = 60_000;
const forgetEveryMs = 3_600_000;
const forgetSignInsEveryMs = 24 * forgetEveryMs;

/**
 * Looks at Postgres for what has come due, for as long as it is open: jobs are faster, but they may be lost with Redis
 * or late with their worker (ADR 7). A look that takes longer than the rhythm is followed by the next one at once.
 */
export class DueWorkPoller {
  readonly #deps: Deps;
  readonly #tools: Omit<DueWorkTools, 'listeningSince'>;
  readonly #quality: { keepDays: number };
  readonly #stop = Promise.withResolvers<'stop'>();
  #listeningSince: Date | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    deps: Deps,
    { quality, ...tools }: Omit<DueWorkTools, 'listeningSince'> & { quality: { keepDays: number } },
  ) {
    this.#deps = deps;
    this.#tools = tools;
    this.#quality = quality;
  }

  open(): void {
    this.#running = Promise.all([
      this.#keep(pollEveryMs, () => this.#poll()),
      this.#keep(coverEveryMs, () => this.#watchCover()),
      this.#keep(forgetEveryMs, () => this.#forgetReports()),
      this.#keep(forgetSignInsEveryMs, () => this.#forgetSignIns()),
    ]);
  }

  /** Lets the look under way finish. */
  async close(): Promise<void> {
    this.#stop.resolve('stop');
    await this.#running;
  }

  async #keep(everyMs: number, poll: () => Promise<void>): Promise<void> {
    for (;;) {
      const next = performance.now() + everyMs;
      try {
        await poll();
      } catch (error) {
        this.#deps.log.error('the watch could not look; it tries again', error);
      }
      if ((await this.#stopOrWait(next - performance.now())) === 'stop') return;
    }
  }

  async #stopOrWait(ms: number): Promise<'stop' | 'waited'> {
    const waited = Promise.withResolvers<'waited'>();
    const timer = setTimeout(waited.resolve, Math.max(ms, 0), 'waited');
    const ended = await Promise.race([this.#stop.promise, waited.promise]);
    clearTimeout(timer);
    return ended;
  }

  async #poll(): Promise<void> {
    const since = (this.#listeningSince ??= this.#deps.clock.now());
    this.#listeningSince = undefined;
    await runDueWork(this.#deps, { ...this.#tools, listeningSince: since });
    this.#listeningSince = since;
  }

  async #watchCover(): Promise<void> {
    for (const organisationId of await this.#deps.store.reads.listOrganisationsWithRota()) {
      await watchCover(this.#deps, { organisationId });
    }
  }

  async #forgetSignIns(): Promise<void> {
    await forgetSignIns(this.#deps);
  }

  async #forgetReports(): Promise<void> {
    await forgetReports(this.#deps, this.#quality);
  }
}
