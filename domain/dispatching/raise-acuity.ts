import type { CallId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { raised } from '../queues/queue.ts';
import { transact } from '../transact.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import { concerned } from '../calls/life.ts';
import { callEntry } from '../calls/call.ts';

/** A call that has waited for too long at its acuity becomes more urgent by itself. Idempotent. */
export async function raiseByTimer(deps: Deps, { callId }: { callId: CallId }): Promise<void> {
  await transact(deps, async (tx) => {
    const call = await tx.calls.lock(callId);
    const unanswered = call?.life.phase === 'waiting' || call?.life.phase === 'ringing';
    if (call === undefined || !unanswered || call.acuity === 'immediate') {
      return;
    }
    const queue = await tx.queues.find(call.queueId);
    const seconds = queue?.settings.raiseAfterSeconds[call.acuity] ?? null;
    const to = raised(call.acuity);
    const due = seconds !== null && tx.now.getTime() - call.acuitySince.getTime() >= seconds * 1000;
    if (!due || to === undefined) {
      return;
    }
    const after = { ...call, acuity: to, acuitySince: tx.now };
    await tx.calls.describe(callId, after);
    await tx.audit([
      callEntry({ kind: 'system' }, call, 'call.raised', { from: call.acuity, to, reason: 'timer' }),
    ]);
    tx.afterCommit(() => dispatch(deps, after));
    await tx.tell('call:described', concerned(after));
    tx.boardChanged(after.organisationId);
  });
}
