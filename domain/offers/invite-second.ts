import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import type { Offer } from '../calls/call.ts';
import { reachableForMs } from '../clinicians/presence.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { defaultQueueSettings, type QueueSettings } from '../queues/queue.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { originEntry, type Visit } from '../visits/visit.ts';
import { lockLedVisit, tellVisit } from '../visits/visit-lock.ts';
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
    const { requiredSkills, ringSeconds } = await ringRulesOf(tx, visit);
    await requireInvitable(tx, { visit, clinicianId, requiredSkills });
    const offer = newInvitation(deps, tx.now, { visit, clinicianId, kind, ringSeconds });
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

type RingRules = Pick<QueueSettings, 'requiredSkills' | 'ringSeconds'>;

/**
 * What a call needs, for as long as its queue rings. A booking is in no queue: it needs what calls of its prison need.
 */
async function ringRulesOf(tx: Transaction, { origin, siteId }: Visit): Promise<RingRules> {
  const call = origin.kind === 'call' ? await tx.calls.lock(origin.callId) : undefined;
  if (call === undefined) {
    return (await tx.queues.findOfSite(siteId))?.settings ?? defaultQueueSettings;
  }
  const { ringSeconds } = (await tx.queues.find(call.queueId))?.settings ?? defaultQueueSettings;
  return { requiredSkills: [...call.requiredSkills], ringSeconds };
}

type Invited = Pick<RingRules, 'requiredSkills'> & { visit: Visit; clinicianId: ClinicianId };

async function requireInvitable(
  tx: Transaction,
  { visit, clinicianId, requiredSkills }: Invited,
): Promise<void> {
  const onCall = await tx.clinicians.listOnCall(
    visit.organisationId,
    new Date(tx.now.getTime() - reachableForMs),
  );
  const invited = onCall.find((one) => one.clinicianId === clinicianId);
  if (invited === undefined || invited.readiness === 'occupied') {
    throw new DomainError('conflict', 'this clinician is not free');
  }
  if (!requiredSkills.every((skill) => invited.skills.includes(skill))) {
    throw new DomainError('conflict', 'this clinician lacks a skill that the call needs');
  }
}

function newInvitation(
  deps: Deps,
  now: Date,
  ring: { visit: Visit; clinicianId: ClinicianId; kind: 'transfer' | 'consult'; ringSeconds: number },
): Offer {
  const { visit, clinicianId, kind, ringSeconds } = ring;
  return {
    id: deps.newId() as OfferId,
    origin: visit.origin,
    organisationId: visit.organisationId,
    clinicianId,
    kind,
    visitId: visit.id,
    place: 1,
    state: 'ringing',
    rangAt: now,
    deadline: new Date(now.getTime() + ringSeconds * 1000),
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
  { clinician, offer, visit }: { clinician: PersonActor; offer: Offer; visit: Visit },
): Promise<void> {
  if (offer.state === 'accepted') {
    return;
  }
  if (offer.state !== 'ringing' || visit.ended !== null) {
    throw new DomainError('expired', 'nobody is asked into this visit any more');
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
