import { type Actor, auditActor, type AuditActor, type PersonActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { OfferId, RoomId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clinicianAudience, dispatch, roomKeys, stationAudience } from './announce.ts';
import type { Call, DeclineReason, Offer } from './call.ts';
import { callEntry } from './call-entry.ts';
import { advance } from './life.ts';

/**
 * Answers the call that rings. Exactly one clinician gets it: the call's row is held while it is decided. Said again
 * by the one who has it (a lost acknowledgement, a second tab), it answers with the same visit.
 */
export async function acceptOffer(
  deps: Deps,
  actor: Actor,
  { offerId }: { offerId: OfferId },
): Promise<{ visitId: VisitId; roomId: RoomId }> {
  const clinician = requirePerson(actor, 'call:answer');
  const { call, visitId, answered } = await deps.store.transact(async (tx) => {
    const { offer, call } = await lockOwnOffer(tx, clinician, offerId);
    if (call.life.phase === 'active' && offer.state === 'accepted') {
      return { call, visitId: call.life.visitId, answered: false };
    }
    requireStillRinging(call, offer);
    const visitId = deps.newId() as VisitId;
    await tx.calls.setLife(call.id, advance(call.life, { type: 'accepted', at: tx.now, offerId, visitId }));
    await tx.calls.settleOffer(offerId, 'accepted', null);
    await tx.calls.openVisit({
      id: visitId,
      callId: call.id,
      organisationId: call.organisationId,
      roomId: call.roomId,
      clinicianId: clinician.personId,
      startedAt: tx.now,
      ended: null,
      outcomeRecorded: false,
    });
    await tx.audit([callEntry(auditActor(actor), call, 'call.answered', { offerId, visitId })]);
    await tx.raise(bothSides(call, offer));
    return { call, visitId, answered: true };
  });
  if (answered) {
    await Promise.all([
      deps.rooms.admit(call.roomId, roomKeys(call.stationId, clinician.personId)),
      deps.facts.tell('call:answered', [
        stationAudience(call.stationId),
        clinicianAudience(clinician.personId),
      ]),
    ]);
    deps.facts.boardChanged(call.organisationId);
  }
  return { visitId, roomId: call.roomId };
}

/** Says no; the next clinician is rung at once. */
export async function declineOffer(
  deps: Deps,
  actor: Actor,
  { offerId, reason }: { offerId: OfferId; reason: DeclineReason },
): Promise<void> {
  const clinician = requirePerson(actor, 'call:answer');
  const requeued = await deps.store.transact(async (tx) => {
    const { offer, call } = await lockOwnOffer(tx, clinician, offerId);
    if (offer.state === 'declined') {
      return undefined;
    }
    requireStillRinging(call, offer);
    return letGo(tx, { call, offer, how: 'declined', by: auditActor(actor), reason });
  });
  await announceRequeued(deps, requeued);
}

/**
 * The deadline of an offer, from its job. Answers with the milliseconds still to wait when it has come early, and
 * with 0 when there is nothing left to do, so it may run twice or late.
 */
export async function endRing(
  deps: Deps,
  { offerId }: { offerId: OfferId },
): Promise<{ remainingMs: number }> {
  const result = await deps.store.transact(async (tx) => {
    const found = await lockOffer(tx, offerId);
    if (found?.offer.state !== 'ringing') {
      return { remainingMs: 0, requeued: undefined };
    }
    const remainingMs = found.offer.deadline.getTime() - tx.now.getTime();
    if (remainingMs > 0) {
      return { remainingMs, requeued: undefined };
    }
    const requeued = await letGo(tx, {
      ...found,
      how: 'missed',
      by: { kind: 'system' },
      reason: 'no-answer',
    });
    return { remainingMs: 0, requeued };
  });
  await announceRequeued(deps, result.requeued);
  return { remainingMs: result.remainingMs };
}

/** Takes a ringing offer back from its clinician, within the caller's transaction; the call waits again. */
export async function letGo(
  tx: Transaction,
  ending: {
    call: Call;
    offer: Offer;
    how: 'declined' | 'missed' | 'withdrawn';
    by: AuditActor;
    reason: string;
  },
): Promise<Requeued> {
  const { call, offer, how, by, reason } = ending;
  await tx.calls.setLife(call.id, advance(call.life, { type: how, at: tx.now, offerId: offer.id }));
  await tx.calls.settleOffer(offer.id, how, reason);
  await tx.audit([
    callEntry(by, call, `offer.${how}`, { offerId: offer.id, clinicianId: offer.clinicianId, reason }),
  ]);
  await tx.raise(bothSides(call, offer));
  return { call, offer };
}

export type Requeued = { call: Call; offer: Offer };

/** After the commit of `letGo`: rings the next one and tells both sides. */
export async function announceRequeued(deps: Deps, requeued: Requeued | undefined): Promise<void> {
  if (requeued === undefined) {
    return;
  }
  const { call, offer } = requeued;
  await Promise.all([dispatch(deps, call), deps.facts.tell('call:requeued', bothSides(call, offer))]);
  deps.facts.boardChanged(call.organisationId);
}

/** The call's row is locked first and the offer read after, so what it says is true until the transaction ends. */
export async function lockOffer(tx: Transaction, offerId: OfferId): Promise<Requeued | undefined> {
  const found = await tx.calls.findOffer(offerId);
  const call = found && (await tx.calls.lock(found.callId));
  const offer = call && (await tx.calls.findOffer(offerId));
  return offer && { call, offer };
}

async function lockOwnOffer(tx: Transaction, clinician: PersonActor, offerId: OfferId): Promise<Requeued> {
  const found = await lockOffer(tx, offerId);
  if (found?.offer.organisationId !== clinician.organisationId) {
    throw new DomainError('not-found', 'no such offer');
  }
  if (found.offer.clinicianId !== clinician.personId) {
    throw new DomainError('forbidden', 'this call rings somebody else');
  }
  return found;
}

function requireStillRinging(call: Call, offer: Offer): void {
  if (offer.state === 'ringing') {
    return;
  }
  if (call.life.phase === 'active') {
    throw new DomainError('taken', 'another clinician has answered this call');
  }
  if (call.life.phase === 'ended') {
    throw new DomainError('expired', 'this call has ended');
  }
  throw new DomainError('expired', 'this call has moved on to somebody else');
}

function bothSides(call: Call, offer: Offer) {
  return [stationAudience(call.stationId), clinicianAudience(offer.clinicianId)];
}
