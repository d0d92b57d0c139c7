import { z } from 'zod';
import { silentForMs } from '../calls/call.ts';
import * as id from '../ids.ts';
import type { TimedRule } from '../due-rule.ts';
import { checkRing, endRing } from './ring-deadlines.ts';

const payload = z.strictObject({ offerId: id.offerId });
type Due = z.infer<typeof payload>;

/** The offer has rung for long enough. */
export const ringEnds: TimedRule<Due, 'end-ring'> = {
  name: 'end-ring',
  goesFirst: true,
  queue: 'deadlines',
  payload,
  jobOf: ({ offerId, deadline }) => ({ payload: { offerId }, jobId: `ring.${offerId}`, at: deadline }),
  findDue: ({ overdueRings }) => overdueRings.map((offerId) => ({ offerId })),
  findOpen: ({ ringing }) => ringing,
  run: ({ deps, listening }, due) => endRing(deps, { ...due, listeningSince: listening.since }),
};

/** A browser should have said by now that it rings. A process that has not listened for as long cannot know. */
export const ringIsHeard: TimedRule<Due, 'check-ring'> = {
  name: 'check-ring',
  goesFirst: true,
  queue: 'deadlines',
  payload,
  jobOf: ({ offerId, at }) => ({ payload: { offerId }, jobId: `heard.${offerId}`, at }),
  findDue: ({ unheardRings }, { listenedMs }) =>
    listenedMs > silentForMs ? unheardRings.map((offerId) => ({ offerId })) : [],
  run: ({ deps, listening }, due) => checkRing(deps, { ...due, listeningSince: listening.since }),
};
