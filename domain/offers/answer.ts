import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, OfferId, RoomId, StationId, VisitId } from '../ids.ts';
import type { Deps, Joining, Transaction } from '../ports.ts';
import { clinicianAudience } from '../audience.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { advance, concerned, ringingOffers } from '../calls/life.ts';
import { type Call, callEntry, type DeclineReason, type Offer } from '../calls/call.ts';
import { joinVisit } from './invite-second.ts';
import { type LockedOffer, lockOffer } from './lock-offer.ts';
import { releaseOffer } from './release.ts';
import { transact, type TellingTransaction } from '../transact.ts';
import type { CallOrigin, Visit } from '../visits/visit.ts';

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
  return transact(deps, async (tx) => {
    const locked = await lockOwnOffer(tx, clinician, offerId);
    if (locked.of === 'visit') {
      const { visit, offer } = locked;
      await joinVisit(deps, tx, { clinician, offer, visit });
      return { visitId: visit.id, roomId: visit.roomId };
    }
    const { call, offer } = locked;
    if (call.life.phase === 'active' && offer.state === 'accepted') {
      return { visitId: call.life.visitId, roomId: call.roomId };
    }
    requireStillRinging(locked);
    const { visitId } = await answer(deps, tx, { clinician, call, offer });
    await tx.audit([
      callEntry(auditActor(actor), call, 'call.answered', {
        offerId,
        visitId,
        clinicianId: clinician.personId,
      }),
    ]);
    return { visitId, roomId: call.roomId };
  });
}

/**
 * The offer's clinician gets the call, within the caller's transaction; every other ring of it stops. After the commit
 * the room opens to both, and everybody who was rung is told, the ones who lost it too.
 */
export async function answer(
  deps: Deps,
  tx: TellingTransaction,
  { clinician, call, offer }: { clinician: PersonActor; call: Call; offer: Offer },
): Promise<{ visitId: VisitId }> {
  const visitId = deps.newId() as VisitId;
  const ringing = ringingOffers(call.life);
  const others = ringing.filter(({ offerId }) => offerId !== offer.id);
  const life = advance(call.life, { type: 'accepted', at: tx.now, offerId: offer.id, visitId });
  const visit: Visit & { origin: CallOrigin } = {
    id: visitId,
    origin: { kind: 'call', callId: call.id },
    organisationId: call.organisationId,
    siteId: call.siteId,
    stationId: call.stationId,
    roomId: call.roomId,
    clinicianId: clinician.personId,
    startedAt: tx.now,
    ended: null,
    outcomeRecorded: false,
  };
  await tx.clinicians.endPauseAndWrapUp(clinician.personId);
  await tx.calls.answer({ offerId: offer.id, life, visit });
  await tx.audit(
    others.map(({ offerId, clinicianId }) =>
      callEntry({ kind: 'system' }, call, 'offer.withdrawn', { offerId, clinicianId, reason: 'taken' }),
    ),
  );
  tx.afterCommit(() => deps.rooms.admit(call.roomId, roomKeys(call.stationId, clinician.personId)));
  if (ringing.length > 1) {
    tx.afterCommit(() => wakeDispatcher(deps, call.organisationId));
  }
  await tx.tell('call:answered', [...concerned(call), clinicianAudience(clinician.personId)]);
  tx.boardChanged(call.organisationId);
  return { visitId };
}

/** Says no; the next clinician is rung at once. */
export async function declineOffer(
  deps: Deps,
  actor: Actor,
  { offerId, reason }: { offerId: OfferId; reason: DeclineReason },
): Promise<void> {
  const clinician = requirePerson(actor, 'call:answer');
  await transact(deps, async (tx) => {
    const locked = await lockOwnOffer(tx, clinician, offerId);
    if (locked.offer.state === 'declined') {
      return;
    }
    requireStillRinging(locked);
    await releaseOffer(deps, tx, { locked, how: 'declined', by: auditActor(actor), reason });
  });
}

async function lockOwnOffer(tx: Transaction, clinician: PersonActor, offerId: OfferId): Promise<LockedOffer> {
  const found = await lockOffer(tx, offerId);
  if (found?.offer.organisationId !== clinician.organisationId) {
    throw new DomainError('not-found', 'no such offer');
  }
  if (found.offer.clinicianId !== clinician.personId) {
    throw new DomainError('forbidden', 'this call rings somebody else');
  }
  return found;
}

/** Throws `taken` when another clinician has the call, `expired` when it has moved on or ended. */
function requireStillRinging(locked: LockedOffer): void {
  if (locked.offer.state === 'ringing') {
    return;
  }
  if (locked.of === 'visit') {
    throw new DomainError('expired', 'nobody is asked into this visit any more');
  }
  if (locked.call.life.phase === 'active') {
    throw new DomainError('taken', 'another clinician has answered this call');
  }
  if (locked.call.life.phase === 'ended') {
    throw new DomainError('expired', 'this call has ended');
  }
  throw new DomainError('expired', 'this call has moved on to somebody else');
}

/** The participants of a visit, as the media room knows them. */
export function roomKeys(stationId: StationId, clinicianId: ClinicianId): Joining['key'][] {
  return [`station:${stationId}`, `clinician:${clinicianId}`];
}
