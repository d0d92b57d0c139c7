import type { Actor, PersonActor } from '../actors.ts';
import type { Call } from '../calls/call.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, VisitId } from '../ids.ts';
import type { Audience, Transaction } from '../ports.ts';
import { clinicianAudience, guestAudience, stationAudience } from '../audience.ts';
import type { TellingTransaction } from '../transact.ts';
import type { Visit } from './visit.ts';

/** Locks what has led to the visit, then the visit itself, so that neither changes under the other. */
export async function lockWithOrigin(tx: Transaction, visitId: VisitId): Promise<Visit | undefined> {
  const found = await tx.visits.find(visitId);
  if (found === undefined) {
    return undefined;
  }
  const { origin } = found;
  await (origin.kind === 'call' ? tx.calls.lock(origin.callId) : tx.clinics.lockBooking(origin.bookingId));
  return tx.visits.lock(visitId);
}

/** The same for somebody who asks. Throws `not-found` for a visit of another organisation. */
export async function lockVisit(tx: Transaction, actor: Actor, visitId: VisitId): Promise<Visit> {
  const visit = await lockWithOrigin(tx, visitId);
  if (visit?.organisationId !== actor.organisationId) {
    throw new DomainError('not-found', 'no such visit');
  }
  return visit;
}

/** Like `lockVisit`, but throws `forbidden` for anybody but the visit’s own station and clinician. */
export async function lockOwnVisit(tx: Transaction, actor: Actor, visitId: VisitId): Promise<Visit> {
  const visit = await lockVisit(tx, actor, visitId);
  const own =
    actor.kind === 'station'
      ? visit.stationId === actor.stationId
      : actor.kind === 'person' && visit.clinicianId === actor.personId;
  if (!own) {
    throw new DomainError('forbidden', 'this visit is somebody else’s');
  }
  return visit;
}

/** Like `lockVisit`, but throws `wrong-phase` if the visit has ended. */
export async function lockOpenVisit(tx: Transaction, actor: Actor, visitId: VisitId): Promise<Visit> {
  const visit = await lockVisit(tx, actor, visitId);
  if (visit.ended !== null) {
    throw new DomainError('wrong-phase', 'the visit has ended');
  }
  return visit;
}

/** Like `lockOpenVisit`, but throws `forbidden` if it is not this clinician's own, also for a second clinician. */
export async function lockLedVisit(
  tx: Transaction,
  clinician: PersonActor,
  visitId: VisitId,
): Promise<Visit> {
  const visit = await lockOpenVisit(tx, clinician, visitId);
  if (visit.clinicianId !== clinician.personId) {
    throw new DomainError('forbidden', 'this visit is somebody else’s');
  }
  return visit;
}

/**
 * The call that has led to a visit, for what only a call can do: wait again, or go into another queue. Throws
 * `wrong-phase` with the words given for a visit that was booked.
 */
export async function lockCallOf(tx: Transaction, { origin }: Visit, refusal: string): Promise<Call> {
  if (origin.kind !== 'call') {
    throw new DomainError('wrong-phase', refusal);
  }
  const call = await tx.calls.lock(origin.callId);
  if (call === undefined) {
    throw new Error('a visit has no call where the schema forbids it');
  }
  return call;
}

/** Every clinician in the visit, its own first, and any who is being rung into it. */
async function whoIsIn(tx: Transaction, visit: Visit): Promise<ClinicianId[]> {
  const lead = visit.ended === null ? [visit.clinicianId] : [];
  const seconds = await tx.visits.listSeconds(visit.id);
  const invited = await tx.visits.listInvited(visit.id);
  return [...lead, ...seconds.map(({ clinicianId }) => clinicianId), ...invited];
}

/** The audiences of a change in the visit: the station, its clinicians, and guests in the lobby or the room. */
export async function audiencesOf(tx: Transaction, visit: Visit): Promise<Audience[]> {
  const clinicians = await whoIsIn(tx, visit);
  const guests = await tx.guests.listPresent(visit.id);
  return [
    stationAudience(visit.stationId),
    ...clinicians.map(clinicianAudience),
    ...guests.map(guestAudience),
  ];
}

/** Everybody who is in the visit now is told, after the commit, that it has changed. */
export async function tellVisit(tx: TellingTransaction, visit: Visit): Promise<void> {
  await tx.tell('visit:changed', await audiencesOf(tx, visit));
}
