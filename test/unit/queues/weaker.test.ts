import { expect } from 'chai';
import fc from 'fast-check';
import type { Acuity } from '../../../domain/calls/call.ts';
import {
  defaultQueueSettings,
  type EscalationAction,
  type PlannedStep,
  type QueueSettings,
} from '../../../domain/queues/queue.ts';
import { codeOf, differencesOf, isWeaker } from '../../../domain/queues/weaker.ts';

const now = defaultQueueSettings;

/** What the change is called, and whether it is weaker. */
function judged(change: Partial<QueueSettings>): [string, boolean][] {
  return differencesOf(now, { ...now, ...change }).map(({ acuity: of, setting, weaker }) => [
    of === null ? setting : `${of} ${setting}`,
    weaker,
  ]);
}

const stages = (of: Acuity, change: Partial<Stages>) => ({
  relaxation: { ...now.relaxation, [of]: { ...now.relaxation[of], ...change } },
});

type Stages = QueueSettings['relaxation']['urgent'];

const plan = (of: Acuity, steps: readonly (readonly [number, EscalationAction])[]) => ({
  ladder: {
    ...now.ladder,
    [of]: steps.map(([afterSeconds, action]): PlannedStep => ({ afterSeconds, action })),
  },
});

describe('a change of the settings of a queue', () => {
  it('is none when nothing differs', () => {
    expect(differencesOf(now, structuredClone(now))).to.deep.equal([]);
    expect(isWeaker(now, now)).to.equal(false);
  });

  it('is weaker when somebody may wait longer', () => {
    expect(judged(stages('urgent', { tierOneSeconds: 31 }))).to.deep.equal([['urgent tierOneSeconds', true]]);
    expect(judged({ raiseAfterSeconds: { urgent: null, soon: null } })).to.deep.equal([
      ['soon raiseAfterSeconds', true],
    ]);
    expect(judged({ raiseAfterSeconds: { urgent: null, soon: 1801 } })).to.deep.equal([
      ['soon raiseAfterSeconds', true],
    ]);
    expect(judged({ lostClinicianSeconds: { ...now.lostClinicianSeconds, soon: 21 } })).to.deep.equal([
      ['soon lostClinicianSeconds', true],
    ]);
    expect(judged({ answerWithinSeconds: { ...now.answerWithinSeconds, urgent: 61 } })).to.deep.equal([
      ['urgent answerWithinSeconds', true],
    ]);
    expect(judged({ ringTogether: { ...now.ringTogether, immediate: 2 } })).to.deep.equal([
      ['immediate ringTogether', true],
    ]);
  });

  it('is not weaker when nobody waits longer and more people are rung', () => {
    const safer: Partial<QueueSettings>[] = [
      stages('urgent', { preferredSeconds: 0 }),
      // Longer for the first tier, but both tiers are rung as early as before.
      stages('soon', { preferredSeconds: 0, tierOneSeconds: 150 }),
      { raiseAfterSeconds: { urgent: 600, soon: 1700 } },
      { lostClinicianSeconds: { immediate: 10, urgent: 10, soon: 10 } },
      { answerWithinSeconds: { immediate: 10, urgent: 10, soon: 10 } },
      { ringTogether: { ...now.ringTogether, immediate: 5 } },
      plan('immediate', [
        [10, 'ring-all'],
        [15, 'ring-all'],
        [30, 'push'],
        [40, 'duty-manager'],
        [45, 'second-tier'],
        [60, 'tell-station'],
      ]),
    ];
    for (const change of safer) {
      const found = judged(change);
      expect(found).not.to.deep.equal([]);
      expect(found.filter(([, weaker]) => weaker)).to.deep.equal([]);
    }
  });

  it('is weaker both ways in how long a call rings, in the required skills, and in who rings together for a call that is not immediate', () => {
    expect(judged({ ringSeconds: 25 })).to.deep.equal([['ringSeconds', true]]);
    expect(judged({ ringSeconds: 10 })).to.deep.equal([['ringSeconds', true]]);
    const prison = { ...now, requiredSkills: ['prison-clearance' as const] };
    expect(isWeaker(now, prison)).to.equal(true);
    expect(isWeaker(prison, now)).to.equal(true);
    expect(judged({ ringTogether: { ...now.ringTogether, soon: 2 } })).to.deep.equal([
      ['soon ringTogether', true],
    ]);
    const two = { ...now, requiredSkills: ['palliative' as const, 'prison-clearance' as const] };
    expect(differencesOf(two, { ...two, requiredSkills: two.requiredSkills.toReversed() })).to.deep.equal([]);
  });

  it('is weaker when a step of the plan is left out, comes later or does something else instead', () => {
    const weaker = [
      plan('urgent', [[300, 'tell-station']]),
      plan('urgent', [
        [60, 'ring-all'],
        [91, 'push'],
        [120, 'second-tier'],
        [180, 'duty-manager'],
        [300, 'tell-station'],
      ]),
      plan('urgent', [
        [60, 'push'],
        [90, 'push'],
        [120, 'second-tier'],
        [180, 'duty-manager'],
        [300, 'tell-station'],
      ]),
    ];
    for (const change of weaker) {
      expect(judged(change)).to.deep.equal([['urgent escalationPlan', true]]);
    }
  });

  it('that is not weaker never makes anybody be rung later, whatever the times (property)', () => {
    const some = fc.record({
      preferredSeconds: fc.nat(200),
      tierOneSeconds: fc.nat(200),
      tierTwoSeconds: fc.nat(200),
    });
    const stageEndsOf = ({ preferredSeconds: a, tierOneSeconds: b, tierTwoSeconds: c }: Stages) => [
      a,
      a + b,
      a + b + c,
    ];
    fc.assert(
      fc.property(some, some, (before, after) => {
        const settings = (of: Stages) => ({ ...now, relaxation: { ...now.relaxation, urgent: of } });
        const later = stageEndsOf(after).some((at, n) => at > (stageEndsOf(before)[n] ?? 0));
        expect(isWeaker(settings(before), settings(after))).to.equal(later);
      }),
    );
  });

  it('has codes for the audit trail', () => {
    expect(
      [null, 20, [], ['palliative', 'prison-clearance'], now.ladder.immediate].map(codeOf),
    ).to.deep.equal([
      'never',
      '20',
      'none',
      'palliative, prison-clearance',
      '20 ring-all, 30 push, 45 second-tier, 60 duty-manager, 90 tell-station',
    ]);
  });
});
