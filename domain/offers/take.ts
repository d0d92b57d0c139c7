import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { reachableForMs } from '../clinicians/presence.ts';
import { DomainError } from '../errors.ts';
import type { CallId, OfferId, RoomId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { answer } from './answer.ts';
import { type Call, callEntry, type Offer, type TakeReason } from '../calls/call.ts';
import { advance, ringingOffers } from '../calls/life.ts';
import { transact } from '../transact.ts';
import type { CallOrigin } from '../visits/visit.ts';

/**
 * Answers a waiting call out of its order, with the reason. Those it rings at are notified that it is taken. Throws
 * `taken` when it has been answered, and `conflict` when this clinician has a call or lacks a required skill.
 */
export async function takeCall(
  deps: Deps,
  actor: Actor,
  { callId, reason }: { callId: CallId; reason: TakeReason },
): Promise<{ visitId: VisitId; roomId: RoomId }> {
  const clinician = requirePerson(actor, 'call:take');
  return transact(deps, async (tx) => {
    const before = await lockTakeable(tx, clinician, callId);
    await requireAble(tx, clinician, before);
    const { call, offer } = await ringAtOnce(deps, tx, { call: before, clinician });
    const { visitId } = await answer(deps, tx, { clinician, call, offer });
    const detail = { offerId: offer.id, visitId, clinicianId: clinician.personId };
    await tx.audit([
      callEntry(auditActor(actor), call, 'call.taken', { offerId: offer.id, reason }),
      callEntry(auditActor(actor), call, 'call.answered', detail),
    ]);
    return { visitId, roomId: call.roomId };
  });
}

async function lockTakeable(tx: Transaction, clinician: PersonActor, callId: CallId): Promise<Call> {
  const call = await tx.calls.lock(callId);
  if (call?.organisationId !== clinician.organisationId) {
    throw new DomainError('not-found', 'no such call');
  }
  if (call.life.phase === 'active') {
    throw new DomainError('taken', 'another clinician has answered this call');
  }
  if (call.life.phase === 'ended') {
    throw new DomainError('expired', 'this call has ended');
  }
  return call;
}

async function requireAble(tx: Transaction, clinician: PersonActor, call: Call): Promise<void> {
  const reachableSince = new Date(tx.now.getTime() - reachableForMs);
  const onCall = await tx.clinicians.listOnCall(call.organisationId, reachableSince);
  const self = onCall.find(({ clinicianId }) => clinicianId === clinician.personId);
  if (self === undefined) {
    throw new DomainError('wrong-phase', 'go on call before you take a call');
  }
  if (!call.requiredSkills.every((skill) => self.skills.includes(skill))) {
    throw new DomainError('conflict', 'this call needs a skill that you do not have');
  }
}

/** The ring that this clinician has already, or one that is opened and answered at once. */
async function ringAtOnce(
  deps: Deps,
  tx: Transaction,
  { call, clinician }: { call: Call; clinician: PersonActor },
): Promise<{ call: Call; offer: Offer }> {
  const ringing = ringingOffers(call.life);
  const own = ringing.find(({ clinicianId }) => clinicianId === clinician.personId);
  const known = own && (await tx.calls.findOffer(own.offerId));
  if (known !== undefined) {
    return { call, offer: known };
  }
  const offer: Offer & { origin: CallOrigin } = {
    id: deps.newId() as OfferId,
    origin: { kind: 'call', callId: call.id },
    organisationId: call.organisationId,
    clinicianId: clinician.personId,
    kind: 'call',
    visitId: null,
    place: Math.max(0, ...ringing.map(({ place }) => place)) + 1,
    state: 'ringing',
    rangAt: tx.now,
    deadline: tx.now,
    heardAt: tx.now,
  };
  const life = advance(call.life, { ...offer, type: 'offered', at: tx.now, offerId: offer.id });
  if (!(await tx.calls.openOffer(offer, { from: call.life, to: life }))) {
    throw new DomainError('conflict', 'you have another call');
  }
  return { call: { ...call, life }, offer };
}
