import { type Actor, auditActor, requireStation } from '../actors.ts';
import { callEntry } from '../calls/call.ts';
import { DomainError } from '../errors.ts';
import type { CallId, VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { giveVisit } from '../visits/hand-over.ts';
import { requeue } from '../visits/requeue.ts';
import { audiencesOf, lockOpenVisit, tellVisit } from '../visits/visit-lock.ts';
import { leadChange } from './in-room.ts';

/**
 * Looks whether the clinician of a running visit is in its room, and tells everybody in the visit and the boards when
 * that has changed. Does nothing the second time.
 */
export async function noteLead(
  deps: Deps,
  { callId, listeningSince }: { callId: CallId; listeningSince: Date },
): Promise<void> {
  await transact(deps, async (tx) => {
    const call = await tx.calls.lock(callId);
    if (call?.life.phase !== 'active') return;
    const { visitId, clinicianId } = call.life;
    const { lostAfterMs, ...inRoom } = await tx.lostClinician.get(visitId);
    const change = leadChange(inRoom, { now: tx.now, listeningSince, lostAfterMs });
    if (change === undefined) return;
    await tx.lostClinician.setLeadLostAt(visitId, change === 'lost' ? tx.now : null);
    const action = change === 'lost' ? 'visit.clinician-lost' : 'visit.clinician-back';
    await tx.audit([callEntry({ kind: 'system' }, call, action, { visitId, clinicianId })]);
    await tellVisit(tx, call, visitId);
    tx.boardChanged(call.organisationId);
  });
}

/**
 * Staff do not want to wait any longer for a clinician who is lost. A second who has joined the visit has it from now
 * on; otherwise the call rings on with the age it has. Throws `wrong-phase` when the clinician is there again.
 */
export async function findAnother(
  deps: Deps,
  actor: Actor,
  { visitId }: { visitId: VisitId },
): Promise<void> {
  const station = requireStation(actor, 'visit:find-another');
  await transact(deps, async (tx) => {
    const { visit, call } = await lockOpenVisit(tx, station, visitId);
    if (call.stationId !== station.stationId) {
      throw new DomainError('forbidden', 'this visit is somebody else’s');
    }
    const { leadLostAt } = await tx.lostClinician.get(visitId);
    if (leadLostAt === null) {
      throw new DomainError('wrong-phase', 'the clinician is in the visit again');
    }
    const by = auditActor(station);
    const { clinicianId } = visit;
    const [second] = await tx.calls.listSeconds(visitId);
    if (second === undefined) {
      await requeue(deps, tx, { call, visitId, clinicianId, by, reason: 'clinician-lost' });
      return;
    }
    const audiences = await audiencesOf(tx, call, visitId);
    await giveVisit(tx, { by, visit, call, to: second });
    tx.afterCommit(() => deps.rooms.expel(call.roomId, `clinician:${clinicianId}`));
    await tx.tell('visit:changed', audiences);
    tx.boardChanged(call.organisationId);
  });
}
