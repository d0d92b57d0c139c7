import type { DueRule } from '../due-rule.ts';
import type { VisitId } from '../ids.ts';
import { noteLead } from './lost-clinician.ts';

/** The clinician of a visit is not in its room any more, or is there again. */
export const leadComesOrGoes: DueRule<{ visitId: VisitId; listeningSince: Date }> = {
  name: 'note-lead',
  findDue: ({ leadChanges }, { listeningSince }) =>
    leadChanges.map((visitId) => ({ visitId, listeningSince })),
  run: ({ deps }, due) => noteLead(deps, due),
};
