import type { AuditActor } from '../actors.ts';
import type { CallId, ClinicianId, VisitId } from '../ids.ts';
import type { Audience, Deps, Transaction } from '../ports.ts';
import { dispatch } from '../calls/announce.ts';
import type { Call } from '../calls/call.ts';
import { callEntry } from '../calls/call-entry.ts';
import { advance } from '../calls/life.ts';
import { audiencesOf } from './visit-lock.ts';

/** A call that has been put back into its queue, and whom to tell. */
export type Requeued = { call: Call; audiences: readonly Audience[] };

type LosesClinician = {
  call: Call;
  visitId: VisitId;
  clinicianId: ClinicianId;
  by: AuditActor;
  reason: 'clinician-removed' | 'clinician-lost';
};

/**
 * The clinician of a running visit is no longer there: the visit ends, and the call waits again with the age it has,
 * within the caller's transaction. Its search and its ladder begin anew.
 */
export async function requeue(
  tx: Transaction,
  { call, visitId, clinicianId, by, reason }: LosesClinician,
): Promise<Requeued> {
  const audiences = await audiencesOf(tx, call, visitId);
  await tx.calls.setLife(call.id, advance(call.life, { type: 'requeued', at: tx.now, visitId }));
  await tx.calls.endVisit(visitId, reason);
  const { queueId, requiredSkills } = call;
  await tx.calls.passOn(call.id, { queueId, requiredSkills, queuedAt: tx.now, note: null });
  await tx.audit([callEntry(by, call, 'call.requeued', { visitId, clinicianId, reason })]);
  await tx.raise(audiences);
  return { call, audiences };
}

/** After the commit of `requeue`: rings the next one and tells everybody. */
export async function announceRequeued(deps: Deps, { call, audiences }: Requeued): Promise<void> {
  await Promise.all([
    deps.rooms.closeRoom(call.roomId),
    dispatch(deps, call),
    deps.facts.tell('call:requeued', audiences),
  ]);
  deps.facts.boardChanged(call.organisationId);
}

/**
 * The clinician of a visit has not been heard of for longer than the grace: the patient is not left alone with a dark
 * screen. The poller finds out who is silent; a call that is in no visit any more is left as it is.
 */
export async function requeueAbandoned(deps: Deps, { callId }: { callId: CallId }): Promise<void> {
  const requeued = await deps.store.transact(async (tx) => {
    const call = await tx.calls.lock(callId);
    if (call?.life.phase !== 'active') {
      return undefined;
    }
    const { visitId, clinicianId } = call.life;
    return requeue(tx, { call, visitId, clinicianId, by: { kind: 'system' }, reason: 'clinician-lost' });
  });
  if (requeued !== undefined) {
    await announceRequeued(deps, requeued);
  }
}
