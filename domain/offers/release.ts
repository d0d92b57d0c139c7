import type { AuditActor } from '../actors.ts';
import type { Deps } from '../ports.ts';
import type { TellingTransaction } from '../transact.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import { type Call, callEntry, type DeclineReason, type Offer, type WithdrawReason } from '../calls/call.ts';
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
 * else is rung by it, and the next one is rung after the commit; a visit that somebody was asked into goes on.
 */
export async function releaseOffer(
  deps: Deps,
  tx: TellingTransaction,
  { call, offer, how, by, reason }: Ending,
): Promise<ReleasedOffer> {
  if (offer.kind === 'call') {
    await tx.calls.setLife(call.id, advance(call.life, { type: how, at: tx.now, offerId: offer.id }));
  }
  await tx.calls.settleOffer(offer.id, how, reason);
  await tx.audit([
    callEntry(by, call, `offer.${how}`, { offerId: offer.id, clinicianId: offer.clinicianId, reason }),
  ]);
  if (offer.kind === 'call') {
    tx.afterCommit(() => dispatch(deps, call));
  }
  await tx.tell(offer.kind === 'call' ? 'call:requeued' : 'visit:changed', audiences({ call, offer }));
  tx.boardChanged(call.organisationId);
  return { call, offer };
}

/** The station, the clinician who was rung, and the one whose visit it is. */
function audiences({ call, offer }: ReleasedOffer) {
  const lead = call.life.phase === 'active' ? [clinicianAudience(call.life.clinicianId)] : [];
  return [stationAudience(call.stationId), clinicianAudience(offer.clinicianId), ...lead];
}
