import type { Chore } from '../due-rule.ts';

const dayMs = 86_400_000;

/** Exports that have run out a day ago: they name patients, and nobody can fetch them any more. */
export const exportsChore: Chore = {
  name: 'forget-exports',
  everyMs: 3_600_000,
  run: ({ store, clock }) => store.reads.forgetExports(new Date(clock.now().getTime() - dayMs)),
};
