import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import type { Call, Offer } from '../calls/call.ts';
import { reachableForMs } from '../clinicians/presence.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { defaultQueueSettings } from '../queues/queue.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { originEntry, type Visit } from '../visits/visit.ts';
import { lockCallOf, lockLedVisit, tellVisit } from '../visits/visit-lock.ts';
import { notifyRinging } from './notify-ringing.ts';

/**
 * Rings a second clinician into a running visit, to take it over or to advise. Throws `conflict` when they are not
 * free, lack a required skill, or somebody is being rung for this visit already.
 */
export async function inviteSecond(
  deps: Deps,
  actor: Actor,
  {
    visitId,
    clinicianId,
    kind,
  }: { visitId: VisitId; clinicianId: ClinicianId; kind: 'transfer' | 'consult' },
): Promise<void> {
  const lead = requirePerson(actor, 'visit:transfer');
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, lead, visitId);
    const call = await lockCallOf(tx, visit);
    await requireInvitable(tx, call, clinicianId);
    const offer = await newInvitation(deps, tx, { visit, call, clinicianId, kind });
    if (!(await tx.calls.openInvitation(offer))) {
      throw new DomainError('conflict', 'this clinician has a call, or somebody is being asked already');
    }
    const detail = { clinicianId, kind, offerId: offer.id };
    await tx.audit([originEntry(auditActor(lead), visit, 'visit.invited', detail)]);
    // Whoever is rung is told together with the marks and the jobs of the ring.
    await tx.raise([clinicianAudience(clinicianId)]);
    tx.afterCommit(() => notifyRinging(deps, [offer]));
    await tx.tell('call:ringing', [clinicianAudience(lead.personId)]);
    tx.boardChanged(lead.organisationId);
  });
}

async function requireInvitable(tx: Transaction, call: Call, clinicianId: ClinicianId): Promise<void> {
  const onCall = await tx.clinicians.listOnCall(
    call.organisationId,
    new Date(tx.now.getTime() - reachableForMs),
  );
  const invited = onCall.find((one) => one.clinicianId === clinicianId);
  if (invited === undefined || invited.readiness === 'occupied') {
    throw new DomainError('conflict', 'this clinician is not free');
  }
  if (!call.requiredSkills.every((skill) => invited.skills.includes(skill))) {
    throw new DomainError('conflict', 'this clinician lacks a skill that the call needs');
  }
}

async function newInvitation(
  deps: Deps,
  tx: Transaction,
  ring: { visit: Visit; call: Call; clinicianId: ClinicianId; kind: 'transfer' | 'consult' },
): Promise<Offer> {
  const { visit, call, clinicianId, kind } = ring;
  const queue = await tx.queues.find(call.queueId);
  const { ringSeconds } = queue?.settings ?? defaultQueueSettings;
  return {
    id: deps.newId() as OfferId,
    callId: call.id,
    organisationId: call.organisationId,
    clinicianId,
    kind,
    visitId: visit.id,
    place: 1,
    state: 'ringing',
    rangAt: tx.now,
    deadline: new Date(tx.now.getTime() + ringSeconds * 1000),
    heardAt: null,
  };
}

/**
 * The second clinician accepts, within the transaction of `acceptOffer`. Said again by the one who has joined already, it
 * changes nothing.
 */
export async function joinVisit(
  deps: Deps,
  tx: TellingTransaction,
  { clinician, offer, call }: { clinician: PersonActor; offer: Offer; call: Call },
): Promise<void> {
  if (offer.state === 'accepted') {
    return;
  }
  if (offer.state !== 'ringing' || offer.visitId === null || call.life.phase !== 'active') {
    throw new DomainError('expired', 'nobody is asked into this visit any more');
  }
  const visit = await tx.visits.lock(offer.visitId);
  if (visit === undefined) {
    throw new Error('an invitation has no visit where the schema forbids it');
  }
  const clinicianId = clinician.personId;
  await tx.clinicians.endPauseAndWrapUp(clinicianId);
  await tx.calls.settleOffer(offer.id, 'accepted', null);
  await tx.audit([
    originEntry(auditActor(clinician), visit, 'visit.joined', { clinicianId, offerId: offer.id }),
  ]);
  tx.afterCommit(() => deps.rooms.admit(visit.roomId, [`clinician:${clinicianId}`]));
  await tellVisit(tx, visit);
  tx.boardChanged(visit.organisationId);
}
