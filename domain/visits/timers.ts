import { z } from 'zod';
import * as id from '../ids.ts';
import type { DueRule, TimedRule } from '../due-rule.ts';
import { endWrapUp } from './end-visit.ts';
import { loseStation } from './end-unasked.ts';
import { loseAbandoned } from './lose-clinician.ts';

const payload = z.strictObject({ visitId: id.visitId });

/** Wrap-up has lasted long enough. */
export const wrapUpEnds: TimedRule<z.infer<typeof payload>, 'end-wrap-up'> = {
  name: 'end-wrap-up',
  queue: 'deadlines',
  payload,
  jobOf: ({ visitId, until }) => ({ payload: { visitId }, jobId: `wrap-up.${visitId}`, at: until }),
  findDue: ({ wrapUps }) => wrapUps.map((visitId) => ({ visitId })),
  findOpen: ({ wrapUps }) => wrapUps,
  run: ({ deps }, due) => endWrapUp(deps, due),
};

/**
 * The clinician has left the visit without a word. As long as this process has not listened for the whole grace itself,
 * silence says nothing.
 */
export const clinicianIsGone: DueRule<{ visitId: id.VisitId }> = {
  name: 'lose-abandoned',
  findDue: ({ abandoned }, { listenedMs, graceVisitMs }) =>
    listenedMs > graceVisitMs ? abandoned.map((visitId) => ({ visitId })) : [],
  run: ({ deps }, due) => loseAbandoned(deps, due),
};

/** The station of a booked visit has been gone for longer than its grace. */
export const visitStationIsGone: DueRule<{ visitId: id.VisitId; listeningSince: Date }> = {
  name: 'lose-station',
  findDue: ({ lostStations }, { listeningSince }) =>
    lostStations.map((visitId) => ({ visitId, listeningSince })),
  run: ({ deps }, due) => loseStation(deps, due),
};
