import { expect } from 'chai';
import fc from 'fast-check';
import type { Acuity } from '../../../domain/calls/call.ts';
import {
  fits,
  headStartMs,
  inRoutingOrder,
  type OnCallClinician,
  orderAt,
  ownPlacesLeft,
  restAfterMs,
  type RoutableCall,
  stageOf,
} from '../../../domain/dispatching/routing.ts';
import type { CallId, ClinicianId, OrganisationId, QueueId, StationId } from '../../../domain/ids.ts';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import type { Skill } from '../../../domain/clinicians/skill.ts';
import { planBoth } from '../../support/plan-both.ts';

const now = new Date('2026-11-22T03:00:00Z');
const hourMs = 3_600_000;
const queueIds = ['homes', 'prisons'] as QueueId[];
const people = ['ann', 'ben', 'cat', 'dee', 'eve', 'fay'] as ClinicianId[];
const known: Skill[] = ['prison-clearance', 'palliative', 'language:cy'];

const before = (max: number) => fc.integer({ min: 0, max }).map((ms) => new Date(now.getTime() - ms));
const acuities = fc.constantFrom<Acuity>('immediate', 'urgent', 'soon');
const someSkills = fc.subarray(known);

const calls: fc.Arbitrary<RoutableCall[]> = fc.array(
  fc
    .record({
      acuity: acuities,
      placedAt: before(8 * hourMs),
      queueId: fc.constantFrom(...queueIds),
      requiredSkills: someSkills,
      wantedSkills: someSkills,
      preferredClinicianId: fc.option(fc.constantFrom(...people)),
      ringAll: fc.boolean(),
      refusals: fc.uniqueArray(
        fc.record({
          clinicianId: fc.constantFrom(...people),
          how: fc.constantFrom('declined' as const, 'missed' as const, 'not-reached' as const),
          at: before(60_000),
        }),
        { selector: ({ clinicianId }) => clinicianId, maxLength: 4 },
      ),
    })
    .map(({ placedAt, acuity, ...rest }) => ({
      ...rest,
      acuity,
      callId: '' as CallId,
      organisationId: 'organisation' as OrganisationId,
      stationId: 'station' as StationId,
      orderAt: orderAt({ acuity, placedAt }),
      queuedAt: placedAt,
      life: { phase: 'waiting' as const, since: placedAt },
    })),
  { maxLength: 12 },
);

const clinicians: fc.Arbitrary<OnCallClinician[]> = fc.uniqueArray(
  fc.record({
    clinicianId: fc.constantFrom(...people),
    idleSince: before(hourMs),
    readiness: fc.constantFrom('free' as const, 'missed' as const, 'occupied' as const),
    tier: fc.constantFrom(1 as const, 2 as const),
    queueIds: fc.oneof(fc.constant('all' as const), fc.subarray(queueIds, { minLength: 1 })),
    skills: someSkills,
  }),
  { selector: ({ clinicianId }) => clinicianId },
);

type Planned = { calls: RoutableCall[]; clinicians: OnCallClinician[]; plan: ReturnType<typeof planBoth> };

/** The rule must hold for every plan of a random world. */
function expectAlways(rule: (world: Planned) => void): void {
  fc.assert(
    fc.property(calls, clinicians, (unnamed, onCall) => {
      const named = unnamed.map((call, n) => ({
        ...call,
        callId: `call ${String(n).padStart(2, '0')}` as CallId,
      }));
      const plan = planBoth({
        calls: named,
        clinicians: onCall,
        settingsOf: () => defaultQueueSettings,
        now,
      });
      rule({ calls: named, clinicians: onCall, plan });
    }),
    { numRuns: 500 },
  );
}

function mayRing(call: RoutableCall, one: OnCallClinician, all: readonly OnCallClinician[]): boolean {
  const stage = stageOf(call, { clinicians: all, settings: defaultQueueSettings, now });
  const refusal = call.refusals.find(({ clinicianId }) => clinicianId === one.clinicianId);
  const rested = refusal === undefined || now.getTime() - refusal.at.getTime() >= restAfterMs[refusal.how];
  return (
    (one.readiness === 'free' || (call.ringAll && one.readiness === 'missed')) &&
    rested &&
    fits(call, one, stage)
  );
}

/** Infinite for a call that rings everybody. */
function placesLeft(call: RoutableCall): number {
  return call.ringAll ? Number.POSITIVE_INFINITY : ownPlacesLeft(call, defaultQueueSettings);
}

function callOf({ calls }: Planned, callId: CallId): RoutableCall {
  const call = calls.find((one) => one.callId === callId);
  if (call === undefined) throw new Error('planned for a call that is not there');
  return call;
}

function clinicianOf({ clinicians }: Planned, clinicianId: ClinicianId): OnCallClinician {
  const one = clinicians.find((each) => each.clinicianId === clinicianId);
  if (one === undefined) throw new Error('planned for somebody who is not there');
  return one;
}

describe('routing, as rules that hold in every world', () => {
  it('required skills: nobody without one is ever rung by a call that requires it', () => {
    expectAlways((world) => {
      for (const { callId, clinicianId } of world.plan) {
        const { skills } = clinicianOf(world, clinicianId);
        expect(skills).to.include.members([...callOf(world, callId).requiredSkills]);
      }
    });
  });

  it('order: no clinician is given to a call while one before it could have rung them and has places left', () => {
    expectAlways((world) => {
      const order = inRoutingOrder(world.calls);
      for (const { callId, clinicianId } of world.plan) {
        const ahead = order.slice(
          0,
          order.findIndex((call) => call.callId === callId),
        );
        for (const call of ahead) {
          const got = world.plan.filter((planned) => planned.callId === call.callId).length;
          const wanted = ownPlacesLeft(call, defaultQueueSettings) > got;
          const one = clinicianOf(world, clinicianId);
          if (one.readiness === 'missed') continue;
          expect(wanted && mayRing(call, one, world.clinicians), `${call.callId} was passed over`).to.equal(
            false,
          );
        }
      }
    });
  });

  it('everybody for one only after one for each: extra rings go out when no call before or behind lacks its own', () => {
    expectAlways((world) => {
      for (const { callId, clinicianId } of world.plan) {
        const call = callOf(world, callId);
        const got = world.plan.filter((planned) => planned.callId === callId);
        const place = got.findIndex((planned) => planned.clinicianId === clinicianId);
        const one = clinicianOf(world, clinicianId);
        if (place < ownPlacesLeft(call, defaultQueueSettings) || one.readiness === 'missed') continue;
        for (const other of world.calls) {
          const others = world.plan.filter((planned) => planned.callId === other.callId).length;
          const lacks = ownPlacesLeft(other, defaultQueueSettings) > others;
          expect(lacks && mayRing(other, one, world.clinicians), `${other.callId} lacks one`).to.equal(false);
        }
      }
    });
  });

  it('nobody idle beside a call: a call with places left leaves nobody unrung who may be rung by it', () => {
    expectAlways((world) => {
      for (const call of world.calls) {
        const got = world.plan.filter(({ callId }) => callId === call.callId).length;
        if (placesLeft(call) <= got) continue;
        const idle = world.clinicians.filter(
          ({ clinicianId }) => !world.plan.some((planned) => planned.clinicianId === clinicianId),
        );
        expect(idle.filter((one) => mayRing(call, one, world.clinicians))).to.deep.equal([]);
      }
    });
  });

  it('one call each: no clinician is rung by two calls, and no call rings more than its number', () => {
    expectAlways(({ calls, plan }) => {
      expect(new Set(plan.map(({ clinicianId }) => clinicianId)).size).to.equal(plan.length);
      for (const call of calls) {
        const got = plan.filter(({ callId }) => callId === call.callId).length;
        expect(got).to.be.at.most(placesLeft(call));
      }
    });
  });

  it('never twice in a row while another could take it: refusers come after everybody who has not refused', () => {
    expectAlways((world) => {
      for (const { callId, clinicianId } of world.plan) {
        const call = callOf(world, callId);
        if (!call.refusals.some((refusal) => refusal.clinicianId === clinicianId)) continue;
        const fresh = world.clinicians.filter(
          (one) =>
            !call.refusals.some((refusal) => refusal.clinicianId === one.clinicianId) &&
            !world.plan.some((planned) => planned.clinicianId === one.clinicianId) &&
            mayRing(call, one, world.clinicians),
        );
        expect(fresh).to.deep.equal([]);
      }
    });
  });

  it('no starvation: whoever was placed later by more than the difference of head starts never goes first', () => {
    fc.assert(
      fc.property(acuities, acuities, before(8 * hourMs), before(8 * hourMs), (one, other, placed, later) => {
        const lead = headStartMs[other] - headStartMs[one];
        fc.pre(later.getTime() - placed.getTime() > lead);
        const first = { callId: 'a' as CallId, orderAt: orderAt({ acuity: one, placedAt: placed }) };
        const second = { callId: 'b' as CallId, orderAt: orderAt({ acuity: other, placedAt: later }) };
        expect(inRoutingOrder([second, first]).map(({ callId }) => callId)).to.deep.equal(['a', 'b']);
      }),
    );
  });

  it('a raise never sends a call backwards', () => {
    fc.assert(
      fc.property(before(8 * hourMs), (placedAt) => {
        const at = (acuity: Acuity) => orderAt({ acuity, placedAt }).getTime();
        expect(at('immediate')).to.be.below(at('urgent'));
        expect(at('urgent')).to.be.below(at('soon'));
      }),
    );
  });
});
