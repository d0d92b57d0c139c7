import type { Deps } from '../ports.ts';
import type { DueRule, Listening, TimerTools } from '../due-rule.ts';
import { dueRules } from './registry.ts';
import type { DueWork } from './timer-port.ts';

const first = dueRules.filter(({ goesFirst }) => goesFirst);
const others = dueRules.filter(({ goesFirst }) => !goesFirst);

/**
 * One look at everything that has come due in Postgres, whatever has become of the job that was to see to it. Several
 * processes may look at the same moment: each use case holds the rows it decides on and finds nothing left to do the
 * second time. One that fails does not keep the others from being seen to.
 */
export async function runDueWork(
  tools: TimerTools,
  { listeningSince }: { listeningSince: Date },
): Promise<void> {
  const { deps } = tools;
  const now = deps.clock.now();
  const graceVisitMs = deps.calls.graceVisitSeconds * 1000;
  const since = (at: Date): Listening => ({
    listeningSince,
    listenedMs: at.getTime() - listeningSince.getTime(),
    graceVisitMs,
  });
  const found = await deps.store.reads.listDue(now, {
    listeningSince,
    waitingMs: deps.calls.graceWaitingSeconds * 1000,
    visitMs: graceVisitMs,
  });
  const heard = since(now);
  await runAll(
    deps,
    first.flatMap((rule) => tasksOf(rule, { tools, found, listening: heard })),
  );
  const listening = since(deps.clock.now());
  await Promise.all(others.map((rule) => runAll(deps, tasksOf(rule, { tools, found, listening }))));
}

type Task = { name: string; run: () => Promise<unknown> };

function tasksOf(
  rule: DueRule,
  { tools, found, listening }: { tools: TimerTools; found: DueWork; listening: Listening },
): Task[] {
  return rule.findDue(found, listening).map((due) => ({ name: rule.name, run: () => rule.run(tools, due) }));
}

/** Some at a time, so that many rings that end together end in time and the database is not stormed. */
const concurrency = 8;

async function runAll(deps: Pick<Deps, 'log'>, tasks: readonly Task[]): Promise<void> {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      try {
        await task.run();
      } catch (error) {
        deps.log.error('the poller could not see to something; it tries again', error, { job: task.name });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, worker));
}
