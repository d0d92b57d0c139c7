import { type Actor, type AuditActor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { advance } from '../calls/life.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../ids.ts';
import type { Audience, Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { originEntry, type Visit } from './visit.ts';
import { audiencesOf, lockLedVisit, lockOpenVisit } from './visit-lock.ts';

/** The visit becomes that of a second who has joined; the first leaves it and is free. */
export async function handOver(
  deps: Deps,
  actor: Actor,
  { visitId, clinicianId }: { visitId: VisitId; clinicianId: ClinicianId },
): Promise<void> {
  const lead = requirePerson(actor, 'visit:transfer');
  await changeVisit(deps, { visitId, clinician: lead, leaving: lead.personId }, async (tx) => {
    const visit = await lockLedVisit(tx, lead, visitId);
    const to = (await tx.visits.listSeconds(visitId)).find((one) => one.clinicianId === clinicianId);
    if (to === undefined) {
      throw new DomainError('wrong-phase', 'this clinician has not joined the visit');
    }
    const audiences = await audiencesOf(tx, visit);
    await giveVisit(tx, { by: auditActor(lead), visit, to });
    return { visit, audiences };
  });
}

/** The visit becomes that of a second who has joined, within the caller's transaction. */
export async function giveVisit(
  tx: Transaction,
  { by, visit, to }: { by: AuditActor; visit: Visit; to: { offerId: OfferId; clinicianId: ClinicianId } },
): Promise<void> {
  const { origin } = visit;
  const call = origin.kind === 'call' ? await tx.calls.lock(origin.callId) : undefined;
  if (call !== undefined) {
    const event = { type: 'handed-over', at: tx.now, visitId: visit.id, to: to.clinicianId } as const;
    await tx.calls.setLife(call.id, advance(call.life, event));
  }
  await tx.visits.handOver(visit.id, to);
  const detail = { from: visit.clinicianId, to: to.clinicianId };
  await tx.audit([originEntry(by, visit, 'visit.handed-over', detail)]);
}

/** A second clinician leaves; the visit goes on. Idempotent. */
export async function leaveVisit(deps: Deps, actor: Actor, { visitId }: { visitId: VisitId }): Promise<void> {
  const second = requirePerson(actor, 'visit:transfer');
  const clinicianId = second.personId;
  await changeVisit(deps, { visitId, clinician: second, leaving: clinicianId }, async (tx) => {
    const visit = await lockOpenVisit(tx, second, visitId);
    const audiences = await audiencesOf(tx, visit);
    const own = (await tx.visits.listSeconds(visitId)).find((one) => one.clinicianId === clinicianId);
    if (own !== undefined) {
      await tx.calls.releaseOffer(own.offerId);
      await tx.audit([originEntry(auditActor(second), visit, 'visit.left', { clinicianId })]);
    }
    return { visit, audiences };
  });
}

/** The clinician who leaves is removed from the room at once, and may take what waits. */
async function changeVisit(
  deps: Deps,
  { leaving, clinician }: { visitId: VisitId; clinician: PersonActor; leaving: ClinicianId },
  change: (tx: TellingTransaction) => Promise<{ visit: Visit; audiences: readonly Audience[] }>,
): Promise<void> {
  await transact(deps, async (tx) => {
    const { visit, audiences } = await change(tx);
    tx.afterCommit(() => deps.rooms.expel(visit.roomId, `clinician:${leaving}`));
    tx.afterCommit(() => wakeDispatcher(deps, clinician.organisationId));
    await tx.tell('visit:changed', audiences);
    tx.boardChanged(clinician.organisationId);
  });
}
