import { forgetSignIns } from '../domain/accounts/sign-in.ts';
import { runDueWork, type DueWorkTools } from '../domain/timers/due-work.ts';
import { watchCover } from '../domain/rota/watch-cover.ts';
import type { Deps } from '../domain/ports.ts';
import { PeriodicTask } from '../process/periodic-task.ts';
import { forgetReports } from '../domain/quality/keep-reports.ts';

/** Rings must end within a second of their deadline, whatever has become of their job. */
const pollEveryMs = 500;
const coverEveryMs = 60_000;
const forgetEveryMs = 3_600_000;
const forgetSignInsEveryMs = 24 * forgetEveryMs;

/**
 * Looks at Postgres for what has come due, for as long as it is open: jobs are faster, but they may be lost with Redis
 * or late with their worker (ADR 7).
 */
export class DueWorkPoller {
  readonly #deps: Deps;
  readonly #tools: Omit<DueWorkTools, 'listeningSince'>;
  readonly #quality: { keepDays: number };
  #listeningSince: Date | undefined;
  #tasks: PeriodicTask[] = [];

  constructor(
    deps: Deps,
    { quality, ...tools }: Omit<DueWorkTools, 'listeningSince'> & { quality: { keepDays: number } },
  ) {
    this.#deps = deps;
    this.#tools = tools;
    this.#quality = quality;
  }

  open(): void {
    this.#tasks = [
      this.#keep('due-work', pollEveryMs, () => this.#poll()),
      this.#keep('cover', coverEveryMs, () => this.#watchCover()),
      this.#keep('old-reports', forgetEveryMs, () => this.#forgetReports()),
      this.#keep('old-sign-ins', forgetSignInsEveryMs, () => this.#forgetSignIns()),
    ];
  }

  /** Lets the look under way finish. */
  async close(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.close()));
  }

  /** A poll that takes longer than its rhythm is followed by the next one at once. */
  #keep(name: string, everyMs: number, task: () => Promise<void>): PeriodicTask {
    return new PeriodicTask({ name, everyMs, log: this.#deps.log, task, startNow: true, catchUp: true });
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
