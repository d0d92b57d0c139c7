import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { QueueId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Queue } from '../queues/queue.ts';
import type { Skill } from '../clinicians/skill.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import { type Call, callEntry } from '../calls/call.ts';
import { advance } from '../calls/life.ts';
import { transact } from '../transact.ts';
import { audiencesOf, lockCallOf, lockLedVisit } from './visit-lock.ts';

const notPassedOn = 'a booked visit is in no queue: ask a colleague in and hand it over to them';

/**
 * Puts the call back into a queue, its own or another, with its age kept and a note for the next clinician. The visit
 * ends as passed on, and its clinician is free at once: there is no outcome to record. Throws `wrong-phase` for a booked
 * visit, which belongs into no queue.
 */
export async function passOn(
  deps: Deps,
  actor: Actor,
  { visitId, queueId, note }: { visitId: VisitId; queueId: QueueId; note: string },
): Promise<void> {
  const clinician = requirePerson(actor, 'visit:transfer');
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, clinician, visitId);
    const call = await lockCallOf(tx, visit, notPassedOn);
    const queue = await tx.queues.find(queueId);
    if (queue?.organisationId !== clinician.organisationId) {
      throw new DomainError('not-found', 'no such queue');
    }
    const audiences = await audiencesOf(tx, visit);
    await tx.calls.setLife(call.id, advance(call.life, { type: 'requeued', at: tx.now, visitId }));
    await tx.visits.end(visitId, 'passed-on');
    await tx.visits.recordOutcome(
      visitId,
      { disposition: 'passed-on', advice: null, note },
      clinician.personId,
    );
    const requiredSkills = await skillsRequired(tx, call, queue);
    await tx.calls.passOn(call.id, { queueId, requiredSkills, queuedAt: tx.now });
    await tx.audit([callEntry(auditActor(clinician), call, 'call.passed-on', { visitId, queueId })]);
    tx.afterCommit(() => deps.rooms.closeRoom(visit.roomId));
    tx.afterCommit(() => dispatch(deps, call));
    await tx.tell('call:requeued', audiences);
    tx.boardChanged(call.organisationId);
  });
}

/**
 * What the site's queue requires stays required: a patient in a prison is in prison, whichever queue the call goes
 * to.
 */
async function skillsRequired(tx: Transaction, { siteId }: Call, to: Queue): Promise<Skill[]> {
  const ofSite = await tx.queues.findOfSite(siteId);
  return [...new Set([...(ofSite?.settings.requiredSkills ?? []), ...to.settings.requiredSkills])];
}
