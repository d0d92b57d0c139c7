import type { AuditActor } from '../actors.ts';
import type { Deps } from '../ports.ts';
import type { TellingTransaction } from '../transact.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import { callEntry, type DeclineReason, type WithdrawReason } from '../calls/call.ts';
import { advance } from '../calls/life.ts';
import { originEntry } from '../visits/visit.ts';
import type { LockedOffer } from './lock-offer.ts';

type How = { by: AuditActor } & (
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
  { locked, ...how }: How & { locked: LockedOffer },
): Promise<void> {
  await (locked.of === 'call'
    ? releaseRing(deps, tx, { ...how, locked })
    : releaseInvitation(tx, { ...how, locked }));
  tx.boardChanged(locked.offer.organisationId);
}

async function releaseRing(
  deps: Deps,
  tx: TellingTransaction,
  { locked, how, by, reason }: How & { locked: Extract<LockedOffer, { of: 'call' }> },
): Promise<void> {
  const { call, offer } = locked;
  const { id: offerId, clinicianId } = offer;
  await tx.calls.setLife(call.id, advance(call.life, { type: how, at: tx.now, offerId }));
  await tx.calls.settleOffer(offerId, how, reason);
  await tx.audit([callEntry(by, call, `offer.${how}`, { offerId, clinicianId, reason })]);
  tx.afterCommit(() => dispatch(deps, call));
  await tx.tell('call:requeued', [stationAudience(call.stationId), clinicianAudience(clinicianId)]);
}

/** The station, the clinician who was rung, and the one whose visit it is are told. */
async function releaseInvitation(
  tx: TellingTransaction,
  { locked, how, by, reason }: How & { locked: Extract<LockedOffer, { of: 'visit' }> },
): Promise<void> {
  const { visit, offer } = locked;
  const { id: offerId, clinicianId } = offer;
  await tx.calls.settleOffer(offerId, how, reason);
  await tx.audit([originEntry(by, visit, `offer.${how}`, { offerId, clinicianId, reason })]);
  const lead = visit.ended === null ? [clinicianAudience(visit.clinicianId)] : [];
  await tx.tell('visit:changed', [stationAudience(visit.stationId), clinicianAudience(clinicianId), ...lead]);
}
