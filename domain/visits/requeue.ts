import type { AuditActor } from '../actors.ts';
import { type Call, callEntry } from '../calls/call.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import { advance } from '../calls/life.ts';
import type { Deps } from '../ports.ts';
import type { TellingTransaction } from '../transact.ts';
import type { Visit } from './visit.ts';
import { audiencesOf } from './visit-lock.ts';

type LosesClinician = {
  visit: Visit;
  call: Call;
  by: AuditActor;
  reason: 'clinician-removed' | 'clinician-lost';
};

/**
 * The clinician of a running visit is no longer there: the visit ends, and the call waits again with the age it has,
 * within the caller's transaction. Its search and its ladder begin anew: after the commit the next one is rung.
 */
export async function requeue(
  deps: Deps,
  tx: TellingTransaction,
  { visit, call, by, reason }: LosesClinician,
): Promise<void> {
  const { id: visitId, clinicianId } = visit;
  const audiences = await audiencesOf(tx, visit);
  await tx.calls.setLife(call.id, advance(call.life, { type: 'requeued', at: tx.now, visitId }));
  await tx.visits.end(visitId, reason);
  const { queueId, requiredSkills } = call;
  await tx.calls.passOn(call.id, { queueId, requiredSkills, queuedAt: tx.now });
  await tx.audit([callEntry(by, call, 'call.requeued', { visitId, clinicianId, reason })]);
  tx.afterCommit(() => deps.rooms.closeRoom(visit.roomId));
  tx.afterCommit(() => dispatch(deps, call));
  await tx.tell('call:requeued', audiences);
  tx.boardChanged(call.organisationId);
}
