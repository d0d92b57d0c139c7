import type { AuditActor } from '../actors.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import type { VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { requeue } from './requeue.ts';
import { type Visit, visitEntry } from './visit.ts';
import { audiencesOf, lockWithOrigin } from './visit-lock.ts';

type Losing = { visit: Visit; by: AuditActor; reason: 'clinician-removed' | 'clinician-lost' };

/**
 * The clinician of a running visit is no longer there, within the caller's transaction, which has locked what has led to
 * it: a call waits again, and a booked visit ends. Nobody else is rung for a booking: while it is its day, its clinician can
 * start it again.
 */
export async function loseClinician(deps: Deps, tx: TellingTransaction, losing: Losing): Promise<void> {
  const { origin } = losing.visit;
  const call = origin.kind === 'call' ? await tx.calls.lock(origin.callId) : undefined;
  await (call === undefined ? endForLoss(deps, tx, losing) : requeue(deps, tx, { ...losing, call }));
}

/** There is no wrap-up: whoever is not there writes nothing up. The outcome is owed. */
async function endForLoss(deps: Deps, tx: TellingTransaction, { visit, by, reason }: Losing): Promise<void> {
  const audiences = await audiencesOf(tx, visit);
  await tx.visits.end(visit.id, reason);
  const { clinicianId } = visit;
  await tx.audit([visitEntry(by, visit, 'visit.ended', { reason, clinicianId })]);
  tx.afterCommit(() => deps.rooms.closeRoom(visit.roomId));
  tx.afterCommit(() => wakeDispatcher(deps, visit.organisationId));
  await tx.tell('call:ended', audiences);
  tx.boardChanged(visit.organisationId);
}

/**
 * The clinician of a visit has not been heard of for longer than the grace: the patient is not left alone with a dark
 * screen. The poller finds out who is silent; a visit that is over is left as it is.
 */
export async function loseAbandoned(deps: Deps, { visitId }: { visitId: VisitId }): Promise<void> {
  await transact(deps, async (tx) => {
    const visit = await lockWithOrigin(tx, visitId);
    if (visit?.ended === null) {
      await loseClinician(deps, tx, { visit, by: { kind: 'system' }, reason: 'clinician-lost' });
    }
  });
}
