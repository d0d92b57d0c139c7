import type { DueRule } from '../due-rule.ts';
import type { CallId } from '../ids.ts';
import { noteLead } from './lost-clinician.ts';

/** The clinician of a visit is not in its room any more, or is there again. */
export const leadComesOrGoes: DueRule<{ callId: CallId; listeningSince: Date }> = {
  name: 'note-lead',
  findDue: ({ leadChanges }, { listeningSince }) => leadChanges.map((callId) => ({ callId, listeningSince })),
  run: ({ deps }, due) => noteLead(deps, due),
};
