import { type Actor, auditActor, requireStation } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { giveVisit } from '../visits/hand-over.ts';
import { requeue } from '../visits/requeue.ts';
import { originEntry } from '../visits/visit.ts';
import { audiencesOf, lockCallOf, lockOpenVisit, lockWithOrigin, tellVisit } from '../visits/visit-lock.ts';
import { leadChange } from './in-room.ts';

/**
 * Looks whether the clinician of a running visit is in its room, and tells everybody in the visit and the boards when
 * that has changed. Does nothing the second time.
 */
export async function noteLead(
  deps: Deps,
  { visitId, listeningSince }: { visitId: VisitId; listeningSince: Date },
): Promise<void> {
  await transact(deps, async (tx) => {
    const visit = await lockWithOrigin(tx, visitId);
    if (visit?.ended !== null) return;
    const { clinicianId } = visit;
    const { lostAfterMs, ...inRoom } = await tx.lostClinician.get(visitId);
    const change = leadChange(inRoom, { now: tx.now, listeningSince, lostAfterMs });
    if (change === undefined) return;
    await tx.lostClinician.setLeadLostAt(visitId, change === 'lost' ? tx.now : null);
    const action = change === 'lost' ? 'visit.clinician-lost' : 'visit.clinician-back';
    await tx.audit([originEntry({ kind: 'system' }, visit, action, { clinicianId })]);
    await tellVisit(tx, visit);
    tx.boardChanged(visit.organisationId);
  });
}

const ringTheClinic = 'nobody else is on call for a booked visit: ring the clinic';

/**
 * Staff do not want to wait any longer for a clinician who is lost. A second who has joined the visit has it from now
 * on; otherwise the call rings on with the age it has. Throws `wrong-phase` when the clinician is there again, and for a
 * booked visit, which nobody else is on call for.
 */
export async function findAnother(
  deps: Deps,
  actor: Actor,
  { visitId }: { visitId: VisitId },
): Promise<void> {
  const station = requireStation(actor, 'visit:find-another');
  await transact(deps, async (tx) => {
    const visit = await lockOpenVisit(tx, station, visitId);
    if (visit.stationId !== station.stationId) {
      throw new DomainError('forbidden', 'this visit is somebody else’s');
    }
    const { leadLostAt } = await tx.lostClinician.get(visitId);
    if (leadLostAt === null) {
      throw new DomainError('wrong-phase', 'the clinician is in the visit again');
    }
    const by = auditActor(station);
    const { clinicianId } = visit;
    const [second] = await tx.visits.listSeconds(visitId);
    if (second === undefined) {
      const call = await lockCallOf(tx, visit, ringTheClinic);
      await requeue(deps, tx, { visit, call, by, reason: 'clinician-lost' });
      return;
    }
    const audiences = await audiencesOf(tx, visit);
    await giveVisit(tx, { by, visit, to: second });
    tx.afterCommit(() => deps.rooms.expel(visit.roomId, `clinician:${clinicianId}`));
    await tx.tell('visit:changed', audiences);
    tx.boardChanged(visit.organisationId);
  });
}
