import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Acuity } from '../../../domain/calls/call.ts';
import { newCall } from '../../../domain/calls/place.ts';
import type { OrganisationId, SiteId, StationId } from '../../../domain/ids.ts';
import {
  defaultQueueSettings,
  escalationActions,
  type PlannedStep,
  queueSettings,
  type QueueSettings,
} from '../../../domain/queues/queue.ts';

const initial = defaultQueueSettings;

/** What is wrong with settings that differ from those of a new queue. */
function problemsOf(change: Partial<QueueSettings>): string[] {
  const { error } = queueSettings.safeParse({ ...initial, ...change });
  return (error?.issues ?? []).map(({ message }) => message);
}

/** The stages before anyone on call is rung, which take so long together. */
function searchFor(of: Acuity, seconds: number): Partial<QueueSettings> {
  const stages = { preferredSeconds: 10, tierOneSeconds: 20, tierTwoSeconds: seconds - 30 };
  return { relaxation: { ...initial.relaxation, [of]: stages } };
}

const planOf = (of: Acuity, steps: readonly PlannedStep[]): Partial<QueueSettings> => ({
  ladder: { ...initial.ladder, [of]: steps },
});

const adviceAfter = (of: Acuity, afterSeconds: number) =>
  planOf(of, [{ afterSeconds, action: 'tell-station' }]);

const floors: readonly { of: Acuity; anyone: number; advice: number }[] = [
  { of: 'immediate', anyone: 60, advice: 300 },
  { of: 'urgent', anyone: 600, advice: 1800 },
  { of: 'soon', anyone: 3600, advice: 14_400 },
];

describe('the clinical floor', () => {
  for (const { of, anyone, advice } of floors) {
    it(`lets no ${of} call wait longer until the search is open to anyone on call`, () => {
      expect(problemsOf(searchFor(of, anyone))).to.deep.equal([]);
      expect(problemsOf(searchFor(of, anyone + 1))).to.deep.equal([
        `anyone on call must be rung after ${anyone} seconds at the latest`,
      ]);
    });

    it(`lets no ${of} call wait longer until staff are told to ring 999 or 111`, () => {
      expect(problemsOf(adviceAfter(of, advice))).to.deep.equal([]);
      expect(problemsOf(adviceAfter(of, advice + 1))).to.deep.equal([
        `staff must be told to ring 999 or 111 after ${advice} seconds at the latest`,
      ]);
    });

    it(`refuses a plan of ${of} calls whose last step is another than to tell the staff, or that has no step`, () => {
      for (const action of escalationActions.filter((one) => one !== 'tell-station')) {
        const tooEarly = { afterSeconds: 10, action: 'tell-station' } as const;
        for (const steps of [[{ afterSeconds: 20, action }], [tooEarly, { afterSeconds: 20, action }]]) {
          expect(problemsOf(planOf(of, steps))).to.deep.equal(['the last step must tell the station']);
        }
      }
      expect(problemsOf(planOf(of, []))).to.include('the last step must tell the station');
    });
  }

  it('is that of urgent calls for a press that nobody has graded', () => {
    const station = {
      kind: 'station' as const,
      stationId: randomUUID() as StationId,
      siteId: randomUUID() as SiteId,
      organisationId: randomUUID() as OrganisationId,
    };
    expect(newCall({ newId: randomUUID }, station, new Date()).acuity).to.equal('urgent');
  });

  it('is kept by a new queue, whose staff are told after 90 seconds, 5 minutes and 40 minutes', () => {
    expect(problemsOf({})).to.deep.equal([]);
    expect(floors.map(({ of }) => initial.ladder[of].at(-1))).to.deep.equal([
      { afterSeconds: 90, action: 'tell-station' },
      { afterSeconds: 300, action: 'tell-station' },
      { afterSeconds: 2400, action: 'tell-station' },
    ]);
  });
});
