import { expect } from 'chai';
import fc from 'fast-check';
import { escalationActions, type EscalationAction, type PlannedStep } from '../../../domain/queues/queue.ts';
import { refused } from '../../support/refused.ts';
import { EscalationWorld, ownStation, placedAt } from '../../support/escalation-world.ts';
import type { Actor } from '../../../domain/actors.ts';
import type { StationId } from '../../../domain/ids.ts';

const telling = ['push', 'second-tier', 'duty-manager'] as const;

const plans = fc
  .array(
    fc.record({ gap: fc.integer({ min: 1, max: 300 }), action: fc.constantFrom(...escalationActions) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((steps): PlannedStep[] => {
    let afterSeconds = 0;
    return steps.map(({ gap, action }, n) => {
      afterSeconds += gap;
      return { afterSeconds, action: n === steps.length - 1 ? 'tell-station' : action };
    });
  });

/** A look at the call after some time, before which the messages of the newest step may have failed. */
const samples = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }), failed: fc.boolean() }), {
  maxLength: 40,
});

const nights = fc.record({ ladder: plans, reachable: fc.subarray([...telling]), samples });
type Night = {
  ladder: PlannedStep[];
  reachable: EscalationAction[];
  samples: { afterMs: number; failed: boolean }[];
};

/** Looks as told, and then once more after the last step's time, with every failure noticed. */
async function live({ ladder, reachable, samples }: Night): Promise<EscalationWorld> {
  const world = new EscalationWorld({ ladder, reachable });
  let at = 0;
  for (const { afterMs, failed } of samples) {
    at += afterMs;
    if (failed) world.failNewest();
    await world.runAfter(at);
  }
  const last = (ladder.at(-1)?.afterSeconds ?? 0) * 1000;
  for (const step of ladder) {
    await world.runAfter(Math.max(at, last, step.afterSeconds * 1000));
  }
  return world;
}

describe('climbing the ladder', () => {
  it('takes every step exactly once and in order (no step twice, none left out)', async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (night) => {
        const { steps } = await live(night);
        expect(steps.map(({ step }) => step)).to.deep.equal(night.ladder.map((_, n) => n + 1));
        expect(steps.map(({ action }) => action)).to.deep.equal(night.ladder.map(({ action }) => action));
      }),
    );
  });

  it('never goes back in time, and takes no step early unless the one before has failed', async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (night) => {
        const { steps } = await live(night);
        steps.forEach(({ takenAt }, n) => {
          const before = steps[n - 1];
          const dueAt = placedAt.getTime() + (night.ladder[n]?.afterSeconds ?? 0) * 1000;
          expect(takenAt.getTime()).to.be.at.least(before?.takenAt.getTime() ?? 0);
          if (before?.result !== 'failed') expect(takenAt.getTime()).to.be.at.least(dueAt);
        });
      }),
    );
  });

  it('moves on at once from a step that finds nobody to reach', async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (night) => {
        const { steps } = await live({
          ...night,
          samples: night.samples.map((sample) => ({ ...sample, failed: false })),
        });
        steps.forEach((step, n) => {
          const next = steps[n + 1];
          if (step.result === 'failed') expect(next?.takenAt).to.deep.equal(step.takenAt);
        });
      }),
    );
  });

  it('moves on at the next look after the messages of a step have failed', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const world = new EscalationWorld({ ladder: plan, reachable: [...telling] });
        await world.runAfter((plan[0]?.afterSeconds ?? 0) * 1000);
        const taken = world.steps.length;
        const failed = world.failNewest();
        await world.runAfter((plan[0]?.afterSeconds ?? 0) * 1000);
        expect(world.steps.length).to.equal(failed ? taken + 1 : taken);
      }),
    );
  });

  it('always ends with the station being told to ring 999 or 111', async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (night) => {
        const { call, steps } = await live(night);
        expect(steps.at(-1)?.action).to.equal('tell-station');
        expect(call.advice.toldAt).not.to.equal(null);
      }),
    );
  });

  it('tells the station also when a raise brings the call onto a shorter ladder', async () => {
    const world = new EscalationWorld({
      ladder: [{ afterSeconds: 60, action: 'tell-station' }],
      reachable: [],
    });
    world.call = { ...world.call, escalation: { round: 1, step: 3 } };
    await world.runAfter(60_000);
    expect(world.call.advice.toldAt).not.to.equal(null);
    await world.runAfter(70_000);
    expect(world.steps).to.have.length(1);
  });

  it('takes no step for a call that has been answered', async () => {
    const world = new EscalationWorld({
      ladder: [{ afterSeconds: 1, action: 'tell-station' }],
      reachable: [],
    });
    world.call = {
      ...world.call,
      life: { phase: 'ended', at: placedAt, reason: 'cancelled', visitId: null },
    };
    await world.runAfter(60_000);
    expect(world.steps).to.deep.equal([]);
  });

  it('rings everybody, wakes the dispatcher and tells the station', async () => {
    const plan: PlannedStep[] = [
      { afterSeconds: 10, action: 'ring-all' },
      { afterSeconds: 20, action: 'tell-station' },
    ];
    const world = new EscalationWorld({ ladder: plan, reachable: [] });
    await world.runAfter(10_000);
    expect(world.call.ringAll).to.equal(true);
    expect(world.dispatched).to.deep.equal([world.call.id]);
    expect(world.heard).to.deep.equal(['call:escalated']);
    expect(world.audited.map(({ action, detail }) => [action, detail])).to.deep.equal([
      ['call.escalated', { step: 1, action: 'ring-all' }],
      ['escalation.settled', { step: 1, result: 'delivered' }],
    ]);
  });
});

describe('confirming the advice', () => {
  const plan: PlannedStep[] = [{ afterSeconds: 10, action: 'tell-station' }];

  it('is for the station that is told, and counts once', async () => {
    const world = new EscalationWorld({ ladder: plan, reachable: [] });
    expect((await refused(() => world.acknowledge(ownStation))).code).to.equal('wrong-phase');
    await world.runAfter(10_000);
    expect(
      (await refused(() => world.acknowledge({ ...ownStation, stationId: 'another' as StationId }))).code,
    ).to.equal('not-found');
    await world.acknowledge(ownStation);
    const at = world.call.advice.acknowledgedAt;
    expect(at).not.to.equal(null);
    world.now = new Date(placedAt.getTime() + 60_000);
    await world.acknowledge(ownStation);
    expect(world.call.advice.acknowledgedAt).to.deep.equal(at);
    expect(world.audited.filter(({ action }) => action === 'advice.acknowledged')).to.have.length(1);
  });

  it('is refused to a person', async () => {
    const world = new EscalationWorld({ ladder: plan, reachable: [] });
    const { organisationId } = ownStation;
    const clinician = {
      kind: 'person',
      personId: 'p',
      organisationId,
      roles: ['clinician'],
      familyId: 'f',
    } as unknown as Actor;
    expect((await refused(() => world.acknowledge(clinician))).code).to.equal('forbidden');
  });
});
