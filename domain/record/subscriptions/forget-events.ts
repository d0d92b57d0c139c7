import type { Chore } from '../../due-rule.ts';
import type { Deps } from '../../ports.ts';
import { auditEnd } from './notify.ts';

const keptMs = 7 * 86_400_000;

/** What was told a week ago goes. Who has not taken it by then is told nothing more, and can see that: nothing is left out in silence. */
export async function forgetEvents({ store, clock }: Pick<Deps, 'store' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - keptMs);
  await store.transact(async (tx) => {
    for (const one of await tx.record.endSubscriptions(before)) {
      if (one.failure !== null) await auditEnd(tx, one, one.failure);
    }
    await tx.record.forgetEvents(before);
  });
}

export const subscriptionsChore: Chore = {
  name: 'forget-events',
  everyMs: 600_000,
  run: forgetEvents,
};
