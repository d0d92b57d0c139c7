import { dropCall } from '../call-backs/drop.ts';
import { takeDueStep } from '../escalation/take-step.ts';
import type { DeliveryId, OrganisationId } from '../ids.ts';
import type { Deps, DueWork } from '../ports.ts';
import { silentForMs } from '../calls/call.ts';
import { raiseByTimer } from '../calls/raise-acuity.ts';
import { requeueAbandoned } from '../visits/requeue.ts';
import { checkRing, endRing } from '../offers/ring-limits.ts';
import { endWrapUp } from '../visits/end-visit.ts';

/** What the watch hands over to those who know how. */
export type DueWorkTools = {
  dispatcher: { dispatch(organisationId: OrganisationId): Promise<void> };
  deliver: (deliveryId: DeliveryId) => Promise<unknown>;
  /**
   * Since when this process has been able to look without a break. While Postgres was away nobody could be heard, and
   * silence from that time says nothing about a station or a browser.
   */
  listeningSince: Date;
};

/**
 * One look at everything that has come due in Postgres, whatever has become of the job that was to see to it. Several
 * processes may look at the same moment: each use case holds the rows it decides on and finds nothing left to do the
 * second time. One that fails does not keep the others from being seen to.
 */
export async function runDueWork(deps: Deps, tools: DueWorkTools): Promise<void> {
  const { listeningSince } = tools;
  const now = deps.clock.now();
  const mayBeSilent = now.getTime() - listeningSince.getTime() > silentForMs;
  const due = await deps.store.reads.listDue(now, {
    waitingMs: deps.calls.graceWaitingSeconds * 1000,
    visitMs: deps.calls.graceVisitSeconds * 1000,
  });
  await runAll(deps, 'ring', [
    ...due.overdueRings.map((offerId) => () => endRing(deps, { offerId })),
    ...(mayBeSilent ? due.unheardRings : []).map((offerId) => () => checkRing(deps, { offerId })),
  ]);
  await Promise.all([
    runAll(deps, 'dispatch', dispatching(due, tools)),
    runAll(
      deps,
      'wrap-up',
      due.wrapUps.map((visitId) => () => endWrapUp(deps, { visitId })),
    ),
    runAll(
      deps,
      'raise',
      due.raises.map((callId) => () => raiseByTimer(deps, { callId })),
    ),
    runAll(
      deps,
      'ladder',
      due.escalations.map((callId) => () => takeDueStep(deps, { callId })),
    ),
    runAll(
      deps,
      'drop',
      due.dropped.map((callId) => () => dropCall(deps, { callId, listeningSince })),
    ),
    runAll(deps, 'abandoned', abandonedFor(deps, due, tools)),
    runAll(
      deps,
      'delivery',
      due.deliveries.map((deliveryId) => () => tools.deliver(deliveryId)),
    ),
  ]);
}

/** As long as this process has not listened for the whole grace itself, silence says nothing. */
function abandonedFor(deps: Deps, { abandoned }: DueWork, { listeningSince }: DueWorkTools) {
  const listenedMs = deps.clock.now().getTime() - listeningSince.getTime();
  const counts = listenedMs > deps.calls.graceVisitSeconds * 1000;
  return (counts ? abandoned : []).map((callId) => () => requeueAbandoned(deps, { callId }));
}

function dispatching({ organisations }: DueWork, { dispatcher }: DueWorkTools) {
  return organisations.map((organisationId) => () => dispatcher.dispatch(organisationId));
}

/** Some at a time, so that many rings that end together end in time and the database is not stormed. */
const concurrency = 8;

async function runAll(
  deps: Pick<Deps, 'log'>,
  what: string,
  tasks: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      try {
        await task();
      } catch (error) {
        deps.log.error('the watch could not see to something; it tries again', error, { job: what });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, worker));
}
