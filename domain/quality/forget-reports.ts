import type { Deps } from '../ports.ts';

const dayMs = 86_400_000;
/** So many in one statement: it must not hold a connection for long. */
const batchSize = 5000;

/** Deletes the reports that are older than they are kept for; answers how many. Several processes may do it at once. */
export async function forgetReports(
  deps: Pick<Deps, 'store' | 'clock'>,
  { keepDays }: { keepDays: number },
): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - keepDays * dayMs);
  let forgotten = 0;
  for (;;) {
    const deleted = await deps.store.reads.forgetReports(before, batchSize);
    forgotten += deleted;
    if (deleted < batchSize) return forgotten;
  }
}
