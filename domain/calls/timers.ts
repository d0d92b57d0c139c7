import type { CallId } from '../ids.ts';
import type { DueRule } from '../timers/due-rule.ts';
import { raiseByTimer } from './raise-acuity.ts';

/** A call has waited at its acuity for as long as its queue lets it. */
export const acuityRises: DueRule<{ callId: CallId }> = {
  name: 'raise-acuity',
  findDue: ({ raises }) => raises.map((callId) => ({ callId })),
  run: ({ deps }, due) => raiseByTimer(deps, due),
};
