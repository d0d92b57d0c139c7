import type { CallId } from '../ids.ts';
import type { DueRule } from '../timers/due-rule.ts';
import { dropCall } from './drop.ts';

/** A station has been gone for longer than its call's grace. */
export const stationIsGone: DueRule<{ callId: CallId; listeningSince: Date }> = {
  name: 'drop-call',
  findDue: ({ dropped }, { listeningSince }) => dropped.map((callId) => ({ callId, listeningSince })),
  run: ({ deps }, due) => dropCall(deps, due),
};
