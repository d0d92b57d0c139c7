import type { Reads } from '../../domain/ports.ts';
import { timedRules } from '../../domain/timers/registry.ts';
import type { JobQueue } from '../queue.ts';

/**
 * Everything open in Postgres gets its job: waiting calls, ringing offers, running wrap-ups. An existing job is left
 * alone (same id), so this costs little and restores whatever Redis has lost.
 */
export async function sweep(reads: Reads, queue: JobQueue): Promise<void> {
  const open = await reads.listOpenWork();
  await Promise.all(
    timedRules.flatMap((rule) => (rule.findOpen?.(open) ?? []).map((input) => queue.addJob(rule, input))),
  );
}
