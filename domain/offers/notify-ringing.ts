import type { Deps } from '../ports.ts';
import { clinicianAudience } from '../audience.ts';
import { acknowledgeWithinMs, type Offer } from '../calls/call.ts';

/**
 * Notifies the clinicians of these offers that they ring: from then on their browsers have two seconds to
 * acknowledge. Records when that was, and adds the jobs that end an unanswered ring. A ring whose fact could not be
 * sent is not recorded as notified, so that it does not count against its clinician.
 */
export async function notifyRinging(
  deps: Pick<Deps, 'store' | 'jobs' | 'clock' | 'log' | 'facts'>,
  offers: readonly Offer[],
): Promise<void> {
  const clinicians = offers.map(({ clinicianId }) => clinicianAudience(clinicianId));
  const sent = await deps.facts.tell('call:ringing', clinicians);
  const notified = offers.filter(({ clinicianId }) => sent.some(({ id }) => id === clinicianId));
  const checkAt = new Date(deps.clock.now().getTime() + acknowledgeWithinMs);
  await Promise.all([
    markNotified(deps, notified),
    ...offers.flatMap(({ id: offerId, deadline }) => [
      deps.jobs.add('end-ring', { offerId, deadline }),
      deps.jobs.add('check-ring', { offerId, at: checkAt }),
    ]),
  ]);
}

/** If this fails the ring goes on: it counts from when it rang, and nothing counts against its clinician. */
async function markNotified(
  { store, log }: Pick<Deps, 'store' | 'log'>,
  offers: readonly Offer[],
): Promise<void> {
  try {
    await store.priority.reads.markNotified(offers.map(({ id }) => id));
  } catch (error) {
    log.error('rings not marked as told', error, { count: offers.length });
  }
}
