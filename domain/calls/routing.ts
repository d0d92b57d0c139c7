import type { CallId, ClinicianId } from '../ids.ts';
import { type Acuity, acuityRank } from './call.ts';

/** A clinician who has declined or missed a call is left in peace about that same call for this long. */
export const restAfterRefusalMs = 30_000;

export type WaitingCall = {
  readonly callId: CallId;
  readonly acuity: Acuity;
  readonly placedAt: Date;
  /** When each clinician last declined or missed this very call. */
  readonly refusals: readonly { clinicianId: ClinicianId; at: Date }[];
};

/** A clinician who is on call, reachable, and free: nothing rings at them and they are in no visit. */
export type FreeClinician = { readonly clinicianId: ClinicianId; readonly idleSince: Date };

export type PlannedOffer = { readonly callId: CallId; readonly clinicianId: ClinicianId };

/** The order in which calls are served: acuity first, then age; the id settles a tie. */
export function inRoutingOrder(calls: readonly WaitingCall[]): WaitingCall[] {
  return calls.toSorted(
    (a, b) =>
      acuityRank[a.acuity] - acuityRank[b.acuity] ||
      a.placedAt.getTime() - b.placedAt.getTime() ||
      a.callId.localeCompare(b.callId),
  );
}

/**
 * Who is rung next: each waiting call in routing order gets the longest-idle free clinician who has not just
 * refused it. A call that nobody may take yet does not hold up those behind it.
 */
export function planOffers(world: {
  calls: readonly WaitingCall[];
  clinicians: readonly FreeClinician[];
  now: Date;
}): PlannedOffer[] {
  const free = world.clinicians.toSorted(
    (a, b) => a.idleSince.getTime() - b.idleSince.getTime() || a.clinicianId.localeCompare(b.clinicianId),
  );
  const plan: PlannedOffer[] = [];
  for (const call of inRoutingOrder(world.calls)) {
    const chosen = free.findIndex(({ clinicianId }) => !restsFrom(call, clinicianId, world.now));
    const [clinician] = chosen === -1 ? [] : free.splice(chosen, 1);
    if (clinician !== undefined) {
      plan.push({ callId: call.callId, clinicianId: clinician.clinicianId });
    }
  }
  return plan;
}

function restsFrom(call: WaitingCall, clinicianId: ClinicianId, now: Date): boolean {
  return call.refusals.some(
    (refusal) =>
      refusal.clinicianId === clinicianId && now.getTime() - refusal.at.getTime() < restAfterRefusalMs,
  );
}
