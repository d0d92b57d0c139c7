import type { AuditActor } from '../actors.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { dispatch } from '../calls/announce.ts';
import type { Call, DeclineReason, Offer, WithdrawReason } from '../calls/call.ts';
import { callEntry } from '../calls/call-entry.ts';
import { advance } from '../calls/life.ts';

/** A released offer, and its call as it was before. */
export type ReleasedOffer = { call: Call; offer: Offer };

type Ending = {
  call: Call;
  offer: Offer;
  by: AuditActor;
} & (
  | { how: 'declined'; reason: DeclineReason }
  | { how: 'missed'; reason: 'no-answer' }
  | { how: 'withdrawn'; reason: WithdrawReason }
);

/**
 * Takes a ringing offer back from its clinician, within the caller's transaction. The call waits again when nobody
 * else is rung by it; a visit that somebody was asked into goes on.
 */
export async function releaseOffer(
  tx: Transaction,
  { call, offer, how, by, reason }: Ending,
): Promise<ReleasedOffer> {
  if (offer.kind === 'call') {
    await tx.calls.setLife(call.id, advance(call.life, { type: how, at: tx.now, offerId: offer.id }));
  }
  await tx.calls.settleOffer(offer.id, how, reason);
  await tx.audit([
    callEntry(by, call, `offer.${how}`, { offerId: offer.id, clinicianId: offer.clinicianId, reason }),
  ]);
  await tx.raise(audiences({ call, offer }));
  return { call, offer };
}

/** After the commit of `letGo`: rings the next one and tells everybody. */
export async function announceReleased(deps: Deps, gone: ReleasedOffer | undefined): Promise<void> {
  if (gone === undefined) {
    return;
  }
  const { call, offer } = gone;
  await Promise.all([
    offer.kind === 'call' ? dispatch(deps, call) : undefined,
    deps.facts.tell(offer.kind === 'call' ? 'call:requeued' : 'visit:changed', audiences(gone)),
  ]);
  deps.facts.boardChanged(call.organisationId);
}

/** The station, the clinician who was rung, and the one whose visit it is. */
function audiences({ call, offer }: ReleasedOffer) {
  const lead = call.life.phase === 'active' ? [clinicianAudience(call.life.clinicianId)] : [];
  return [stationAudience(call.stationId), clinicianAudience(offer.clinicianId), ...lead];
}
