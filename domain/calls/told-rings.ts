import type { Deps } from '../ports.ts';
import { acknowledgeWithinMs, type Offer } from './call.ts';

/**
 * The facts of these rings have been sent to their clinicians: from now on their browsers have two seconds to say that
 * they ring. Writes down when that was, and adds the jobs that end what is not answered.
 */
export async function ringsTold(
  deps: Pick<Deps, 'store' | 'jobs' | 'clock' | 'log'>,
  offers: readonly Offer[],
): Promise<void> {
  const checkAt = new Date(deps.clock.now().getTime() + acknowledgeWithinMs);
  await Promise.all([
    markTold(deps, offers),
    ...offers.flatMap(({ id: offerId, deadline }) => [
      deps.jobs.endRing({ offerId, deadline }),
      deps.jobs.checkRing({ offerId, at: checkAt }),
    ]),
  ]);
}

/** What rings goes on ringing when this fails: it counts from when it rang, and nothing is held against its clinician. */
async function markTold(
  { store, log }: Pick<Deps, 'store' | 'log'>,
  offers: readonly Offer[],
): Promise<void> {
  try {
    await store.ahead.reads.markTold(offers.map(({ id }) => id));
  } catch (error) {
    log.error('rings not marked as told', error, { count: offers.length });
  }
}
