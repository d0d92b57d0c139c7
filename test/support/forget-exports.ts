import { exportsChore } from '../../domain/record/forget-exports.ts';
import type { Deps, Store } from '../../domain/ports.ts';

/** Runs the chore that deletes old exports as if it were then. */
export async function forgetExports(store: Store, at: Date): Promise<void> {
  const deps = { store, clock: { now: () => at } } as Deps;
  await exportsChore.run(deps, { quality: { keepDays: 1 }, retention: { years: 8 } });
}
