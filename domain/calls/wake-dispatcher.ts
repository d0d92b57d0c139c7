import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { Call } from './call.ts';

/** Wakes the dispatcher for this call's queue: it waits again, or is new. */
export function dispatch(
  deps: Pick<Deps, 'jobs'>,
  call: Pick<Call, 'id' | 'organisationId' | 'acuity'>,
): Promise<void> {
  return deps.jobs.dispatchCall({
    callId: call.id,
    organisationId: call.organisationId,
    acuity: call.acuity,
  });
}

/** Somebody has become free: wakes the dispatcher, if anybody waits in the queue. */
export async function wakeDispatcher(
  deps: Pick<Deps, 'jobs' | 'store'>,
  organisationId: OrganisationId,
): Promise<void> {
  const first = await deps.store.reads.findFirstWaiting(organisationId);
  if (first !== undefined) {
    await deps.jobs.dispatchCall(first);
  }
}
