import { z } from 'zod';
import { acuityRank } from '../calls/call.ts';
import { done, type DueRule, type TimedRule } from '../due-rule.ts';
import * as id from '../ids.ts';
import type { CallId } from '../ids.ts';
import { raiseByTimer } from './raise-acuity.ts';

const payload = z.strictObject({ callId: id.callId, organisationId: id.organisationId });
type Due = Pick<z.infer<typeof payload>, 'organisationId'>;

/**
 * Somebody is to be rung. The job asks for one call and rings whatever waits before it too; its priority is the acuity.
 * Every wake-up is a job of its own, because one that is running may already have read the world.
 */
export const dispatchCall: TimedRule<Due, 'dispatch-call'> = {
  name: 'dispatch-call',
  queue: 'urgent-calls',
  payload,
  jobOf: ({ callId, organisationId, acuity, behindMs = 0, swept }) => ({
    payload: { callId, organisationId },
    priority: acuityRank[acuity],
    delayMs: behindMs,
    ...(swept && { jobId: `swept.${callId}` }),
  }),
  findDue: ({ organisations }) => organisations.map((organisationId) => ({ organisationId })),
  findOpen: ({ waiting }) => waiting.map((call) => ({ ...call, swept: true })),
  run: async ({ dispatcher }, { organisationId }) => {
    await dispatcher.dispatch(organisationId);
    return done;
  },
};

/** A call has waited at its acuity for as long as its queue lets it. */
export const acuityRises: DueRule<{ callId: CallId }> = {
  name: 'raise-acuity',
  findDue: ({ raises }) => raises.map((callId) => ({ callId })),
  run: ({ deps }, due) => raiseByTimer(deps, due),
};
