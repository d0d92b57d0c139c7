import type { Chore } from '../timers/due-rule.ts';
import { watchCover } from './watch-cover.ts';

/** Warns of gaps in the cover, organisation by organisation. */
export const coverChore: Chore = {
  name: 'watch-cover',
  everyMs: 60_000,
  run: async (deps) => {
    for (const organisationId of await deps.store.reads.listOrganisationsWithRota()) {
      await watchCover(deps, { organisationId });
    }
  },
};
