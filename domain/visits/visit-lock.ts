import type { Actor, PersonActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, VisitId } from '../ids.ts';
import type { Audience, Transaction } from '../ports.ts';
import { clinicianAudience, guestAudience, stationAudience } from '../audience.ts';
import type { Call, Visit } from '../calls/call.ts';
import type { TellingTransaction } from '../transact.ts';

export type LockedVisit = { visit: Visit; call: Call };

/** Locks the visit's call, then reads the visit. Throws `not-found` for one of another organisation. */
export async function lockVisit(tx: Transaction, actor: Actor, visitId: VisitId): Promise<LockedVisit> {
  const found = await tx.calls.findVisit(visitId);
  const call = found && (await tx.calls.lock(found.callId));
  const visit = call && (await tx.calls.findVisit(visitId));
  if (visit?.organisationId !== actor.organisationId || call === undefined) {
    throw new DomainError('not-found', 'no such visit');
  }
  return { visit, call };
}

/** Like `lockVisit`, but throws `wrong-phase` if the visit has ended. */
export async function lockOpenVisit(tx: Transaction, actor: Actor, visitId: VisitId): Promise<LockedVisit> {
  const locked = await lockVisit(tx, actor, visitId);
  if (locked.visit.ended !== null) {
    throw new DomainError('wrong-phase', 'the visit has ended');
  }
  return locked;
}

/** Like `lockOpenVisit`, but throws `forbidden` if it is not this clinician's own, also for a second clinician. */
export async function lockLedVisit(
  tx: Transaction,
  clinician: PersonActor,
  visitId: VisitId,
): Promise<LockedVisit> {
  const locked = await lockOpenVisit(tx, clinician, visitId);
  if (locked.visit.clinicianId !== clinician.personId) {
    throw new DomainError('forbidden', 'this visit is somebody else’s');
  }
  return locked;
}

/** Every clinician in the visit, its own first, and any who is being rung into it. */
export async function whoIsIn(tx: Transaction, call: Call, visitId: VisitId): Promise<ClinicianId[]> {
  const lead = call.life.phase === 'active' ? [call.life.clinicianId] : [];
  const seconds = await tx.calls.listSeconds(visitId);
  const invited = (await tx.calls.listRinging(call.id)).filter((offer) => offer.visitId === visitId);
  return [...lead, ...[...seconds, ...invited].map(({ clinicianId }) => clinicianId)];
}

/** The audiences of a change in the visit: the station, its clinicians, and guests in the lobby or the room. */
export async function audiencesOf(tx: Transaction, call: Call, visitId: VisitId): Promise<Audience[]> {
  const clinicians = await whoIsIn(tx, call, visitId);
  const guests = await tx.guests.listPresent(visitId);
  return [
    stationAudience(call.stationId),
    ...clinicians.map(clinicianAudience),
    ...guests.map(guestAudience),
  ];
}

/** Everybody who is in the visit now is told, after the commit, that it has changed. */
export async function tellVisit(tx: TellingTransaction, call: Call, visitId: VisitId): Promise<void> {
  await tx.tell('visit:changed', await audiencesOf(tx, call, visitId));
}
