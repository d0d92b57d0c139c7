import { z } from 'zod';
import * as id from '../ids.ts';
import type { DueRule, TimedRule } from '../due-rule.ts';
import { takeDueStep } from './take-step.ts';

/** The next step of a call's escalation plan. */
export const stepIsDue: DueRule<{ callId: id.CallId }> = {
  name: 'take-step',
  findDue: ({ escalations }) => escalations.map((callId) => ({ callId })),
  run: ({ deps }, due) => takeDueStep(deps, due),
};

const payload = z.strictObject({ deliveryId: id.deliveryId });

/**
 * A message to one person by one channel. They have a queue of their own, so that a provider that hangs does not keep
 * rings from ending.
 */
export const messageIsDue: TimedRule<z.infer<typeof payload>, 'deliver'> = {
  name: 'deliver',
  queue: 'deliveries',
  payload,
  jobOf: ({ deliveryId }) => ({ payload: { deliveryId }, jobId: `deliver.${deliveryId}` }),
  findDue: ({ deliveries }) => deliveries.map((deliveryId) => ({ deliveryId })),
  run: ({ deliver }, { deliveryId }) => deliver(deliveryId),
};
