import type { ChoreSettings, TimerTools } from '../domain/due-rule.ts';
import { runDueWork } from '../domain/timers/due-work.ts';
import { chores } from '../domain/timers/registry.ts';
import { PeriodicTask } from '../process/periodic-task.ts';

/** Rings must end within a second of their deadline, whatever has become of their job. */
const pollEveryMs = 500;

/**
 * Looks at Postgres for what has come due, for as long as it is open: jobs are faster, but they may be lost with Redis
 * or late with their worker (ADR 7). It does the chores beside it, each at its own pace.
 */
export class DueWorkPoller {
  readonly #tools: TimerTools;
  readonly #settings: ChoreSettings;
  #tasks: PeriodicTask[] = [];

  constructor(tools: TimerTools, settings: ChoreSettings) {
    this.#tools = tools;
    this.#settings = settings;
  }

  open(): void {
    const { deps } = this.#tools;
    this.#tasks = [
      this.#keep({ name: 'due-work', everyMs: pollEveryMs, run: () => this.#poll() }),
      ...chores.map((chore) => this.#keep({ ...chore, run: () => chore.run(deps, this.#settings) })),
    ];
  }

  /** Lets the look under way finish. */
  async close(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.close()));
  }

  /** A round that takes longer than its period is followed by the next one at once. */
  #keep({
    name,
    everyMs,
    run,
  }: {
    name: string;
    everyMs: number;
    run: () => Promise<unknown>;
  }): PeriodicTask {
    const { log } = this.#tools.deps;
    const task = async (): Promise<void> => {
      await run();
    };
    return new PeriodicTask({ name, everyMs, log, task, startNow: true, catchUp: true });
  }

  async #poll(): Promise<void> {
    const { listening, deps } = this.#tools;
    const since = listening.since ?? deps.clock.now();
    try {
      await runDueWork(this.#tools, { listeningSince: since });
    } catch (error) {
      listening.since = undefined;
      throw error;
    }
    // What could not be kept was not heard either: the beat of a ring, an answer.
    listening.since = deps.store.reads.isWritable() ? since : undefined;
  }
}
