import { clinicianAudience, stationAudience } from '../audience.ts';
import type { ClinicianId, OrganisationId, StationId } from '../ids.ts';
import type { Audience, Deps, Joining } from '../ports.ts';
import type { Call } from './call.ts';
import { ringingOffers } from './life.ts';

/** The station, and every clinician who is rung by the call or whose visit it is. */
export function concerned(call: Call): Audience[] {
  const visiting = call.life.phase === 'active' ? [call.life.clinicianId] : [];
  const ringing = ringingOffers(call.life).map(({ clinicianId }) => clinicianId);
  return [stationAudience(call.stationId), ...[...visiting, ...ringing].map(clinicianAudience)];
}

/** The participants of a visit, as the media room knows them. */
export function roomKeys(stationId: StationId, clinicianId: ClinicianId): Joining['key'][] {
  return [`station:${stationId}`, `clinician:${clinicianId}`];
}

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
