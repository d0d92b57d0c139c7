import type { ChoreSettings, TimerTools } from '../domain/timers/due-rule.ts';
import { runDueWork } from '../domain/timers/due-work.ts';
import { chores } from '../domain/timers/registry.ts';

/** Rings must end within a second of their deadline, whatever has become of their job. */
const pollEveryMs = 500;

/**
 * Looks at Postgres for what has come due, for as long as it is open: jobs are faster, but they may be lost with Redis
 * or late with their worker (ADR 7). A look that takes longer than the rhythm is followed by the next one at once. It does
 * the chores beside it, each at its own pace.
 */
export class DueWorkPoller {
  readonly #tools: TimerTools;
  readonly #settings: ChoreSettings;
  readonly #stop = Promise.withResolvers<'stop'>();
  #listeningSince: Date | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(tools: TimerTools, settings: ChoreSettings) {
    this.#tools = tools;
    this.#settings = settings;
  }

  open(): void {
    const { deps } = this.#tools;
    this.#running = Promise.all([
      this.#keep({ name: 'due-work', everyMs: pollEveryMs, run: () => this.#poll() }),
      ...chores.map((chore) => this.#keep({ ...chore, run: () => chore.run(deps, this.#settings) })),
    ]);
  }

  /** Lets the look under way finish. */
  async close(): Promise<void> {
    this.#stop.resolve('stop');
    await this.#running;
  }

  async #keep(round: { name: string; everyMs: number; run: () => Promise<unknown> }): Promise<void> {
    for (;;) {
      const next = performance.now() + round.everyMs;
      try {
        await round.run();
      } catch (error) {
        this.#tools.deps.log.error('the poller could not look; it tries again', error, {
          round: round.name,
        });
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
    const since = (this.#listeningSince ??= this.#tools.deps.clock.now());
    this.#listeningSince = undefined;
    await runDueWork(this.#tools, { listeningSince: since });
    this.#listeningSince = since;
  }
}
