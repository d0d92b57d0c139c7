import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { OfferId, RoomId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clinicianAudience } from '../audience.ts';
import { concerned, roomKeys, wakeDispatcher } from '../calls/announce.ts';
import type { Call, DeclineReason, Offer } from '../calls/call.ts';
import { callEntry } from '../calls/call-entry.ts';
import { joinVisit } from './invite-second.ts';
import { announceReleased, releaseOffer, type ReleasedOffer } from './release.ts';
import { advance, ringingOffers } from '../calls/life.ts';

/**
 * Answers the call that rings. Exactly one clinician gets it: the call's row is locked while this is decided.
 * Idempotent for the clinician who has it (a lost acknowledgement, a second tab): returns the same visit.
 */
export async function acceptOffer(
  deps: Deps,
  actor: Actor,
  { offerId }: { offerId: OfferId },
): Promise<{ visitId: VisitId; roomId: RoomId }> {
  const clinician = requirePerson(actor, 'call:answer');
  const { call, visitId, announce } = await deps.store.transact(async (tx) => {
    const { offer, call } = await lockOwnOffer(tx, clinician, offerId);
    if (offer.visitId !== null) {
      return {
        call,
        visitId: offer.visitId,
        announce: await joinVisit(deps, tx, { clinician, offer, call }),
      };
    }
    if (call.life.phase === 'active' && offer.state === 'accepted') {
      return { call, visitId: call.life.visitId, announce: nothingNew };
    }
    requireStillRinging(call, offer);
    const { visitId } = await answer(deps, tx, { clinician, call, offer });
    await tx.audit([
      callEntry(auditActor(actor), call, 'call.answered', {
        offerId,
        visitId,
        clinicianId: clinician.personId,
      }),
    ]);
    return { call, visitId, announce: () => announceAnswered(deps, { call, clinician }) };
  });
  await announce();
  return { visitId, roomId: call.roomId };
}

const nothingNew = () => Promise.resolve();

/** The offer's clinician gets the call, within the caller's transaction; every other ring of it stops. */
export async function answer(
  deps: Deps,
  tx: Transaction,
  { clinician, call, offer }: { clinician: PersonActor; call: Call; offer: Offer },
): Promise<{ visitId: VisitId }> {
  const visitId = deps.newId() as VisitId;
  const others = ringingOffers(call.life).filter(({ offerId }) => offerId !== offer.id);
  const life = advance(call.life, { type: 'accepted', at: tx.now, offerId: offer.id, visitId });
  const visit = {
    id: visitId,
    callId: call.id,
    organisationId: call.organisationId,
    roomId: call.roomId,
    clinicianId: clinician.personId,
    startedAt: tx.now,
    ended: null,
    outcomeRecorded: false,
  };
  await tx.calls.answer({ offerId: offer.id, life, visit });
  await tx.audit(
    others.map(({ offerId, clinicianId }) =>
      callEntry({ kind: 'system' }, call, 'offer.withdrawn', { offerId, clinicianId, reason: 'taken' }),
    ),
  );
  await tx.raise([...concerned(call), clinicianAudience(clinician.personId)]);
  return { visitId };
}

/** After the commit of `answer`: opens the door and tells everybody who was rung, the ones who lost it too. */
export async function announceAnswered(
  deps: Deps,
  { call, clinician }: { call: Call; clinician: PersonActor },
): Promise<void> {
  const ringing = ringingOffers(call.life);
  await Promise.all([
    deps.rooms.admit(call.roomId, roomKeys(call.stationId, clinician.personId)),
    deps.facts.tell('call:answered', [
      ...concerned(call),
      ...(ringing.some(({ clinicianId }) => clinicianId === clinician.personId)
        ? []
        : [clinicianAudience(clinician.personId)]),
    ]),
    ringing.length > 1 ? wakeDispatcher(deps, call.organisationId) : undefined,
  ]);
  deps.facts.boardChanged(call.organisationId);
}

/** Says no; the next clinician is rung at once. */
export async function declineOffer(
  deps: Deps,
  actor: Actor,
  { offerId, reason }: { offerId: OfferId; reason: DeclineReason },
): Promise<void> {
  const clinician = requirePerson(actor, 'call:answer');
  const gone = await deps.store.transact(async (tx): Promise<ReleasedOffer | undefined> => {
    const { offer, call } = await lockOwnOffer(tx, clinician, offerId);
    if (offer.state === 'declined') {
      return undefined;
    }
    requireStillRinging(call, offer);
    return releaseOffer(tx, { call, offer, how: 'declined', by: auditActor(actor), reason });
  });
  await announceReleased(deps, gone);
}

async function lockOwnOffer(
  tx: Transaction,
  clinician: PersonActor,
  offerId: OfferId,
): Promise<{ call: Call; offer: Offer }> {
  const found = await tx.calls.lockOffer(offerId);
  if (found?.offer.organisationId !== clinician.organisationId) {
    throw new DomainError('not-found', 'no such offer');
  }
  if (found.offer.clinicianId !== clinician.personId) {
    throw new DomainError('forbidden', 'this call rings somebody else');
  }
  return found;
}

/** Throws `taken` when another clinician has the call, `expired` when it has moved on or ended. */
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
