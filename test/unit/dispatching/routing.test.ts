import { expect } from 'chai';
import type { Acuity } from '../../../domain/calls/call.ts';
import {
  headStartMs,
  inRoutingOrder,
  type OnCallClinician,
  orderAt,
  restAfterMs,
  type RoutableCall,
  stageByTime,
} from '../../../domain/dispatching/routing.ts';
import type {
  CallId,
  ClinicianId,
  OfferId,
  OrganisationId,
  QueueId,
  StationId,
} from '../../../domain/ids.ts';
import { defaultQueueSettings, type QueueSettings } from '../../../domain/queues/queue.ts';
import { planBoth } from '../../support/plan-both.ts';

const now = new Date('2026-11-22T03:00:00Z');
const homes = 'homes' as QueueId;
const prisons = 'prisons' as QueueId;

const settings: QueueSettings = {
  ...defaultQueueSettings,
  ringTogether: { immediate: 2, urgent: 1, soon: 1 },
  relaxation: {
    immediate: { preferredSeconds: 0, tierOneSeconds: 0, tierTwoSeconds: 0 },
    urgent: { preferredSeconds: 10, tierOneSeconds: 30, tierTwoSeconds: 30 },
    soon: { preferredSeconds: 10, tierOneSeconds: 30, tierTwoSeconds: 30 },
  },
};

function ago(ms: number): Date {
  return new Date(now.getTime() - ms);
}

function unanswered(
  id: string,
  acuity: Acuity,
  ageMs: number,
  more: Partial<RoutableCall> = {},
): RoutableCall {
  return {
    callId: id as CallId,
    organisationId: 'organisation' as OrganisationId,
    stationId: `station ${id}` as StationId,
    queueId: homes,
    acuity,
    orderAt: orderAt({ acuity, placedAt: ago(ageMs) }),
    queuedAt: ago(ageMs),
    requiredSkills: [],
    wantedSkills: [],
    preferredClinicianId: null,
    ringAll: false,
    life: { phase: 'waiting', since: ago(ageMs) },
    refusals: [],
    ...more,
  };
}

function clinician(id: string, idleMs: number, more: Partial<OnCallClinician> = {}): OnCallClinician {
  return {
    clinicianId: id as ClinicianId,
    idleSince: ago(idleMs),
    readiness: 'free',
    tier: 1,
    queueIds: 'all',
    skills: [],
    ...more,
  };
}

function refused(id: string, how: 'declined' | 'missed' | 'not-reached', agoMs: number) {
  return { clinicianId: id as ClinicianId, how, at: ago(agoMs) };
}

function ringingAt(...ids: string[]): RoutableCall['life'] {
  const offers = ids.map((id, n) => ({
    offerId: `offer ${id}` as OfferId,
    clinicianId: id as ClinicianId,
    deadline: now,
    place: n + 1,
  }));
  return { phase: 'ringing', since: now, offers };
}

function plan(calls: RoutableCall[], clinicians: OnCallClinician[]): string[] {
  const planned = planBoth({ calls, clinicians, settingsOf: () => settings, now });
  return planned.map(({ callId, clinicianId }) => `${callId}→${clinicianId}`);
}

describe('the order in which calls are served', () => {
  it('goes by acuity, then by age', () => {
    const calls = [
      unanswered('c1', 'soon', 900),
      unanswered('c2', 'urgent', 100),
      unanswered('c3', 'urgent', 200),
      unanswered('c4', 'immediate', 1),
    ];
    expect(inRoutingOrder(calls).map(({ callId }) => callId)).to.deep.equal(['c4', 'c3', 'c2', 'c1']);
  });

  it('lets a call that has waited for longer than the head start go before a more urgent one', () => {
    const old = unanswered('old', 'soon', headStartMs.urgent + 1);
    const fresh = unanswered('fresh', 'urgent', 0);
    expect(inRoutingOrder([fresh, old]).map(({ callId }) => callId)).to.deep.equal(['old', 'fresh']);
  });
});

describe('the widening of the search', () => {
  const preferring = { preferredClinicianId: 'ann' as ClinicianId };
  const stageAfter = (ms: number, more: Partial<RoutableCall> = {}) =>
    stageByTime(unanswered('c', 'urgent', ms, more), settings, now);

  it('goes from the preferred clinician over both tiers to anyone, each after its time', () => {
    expect(stageAfter(9_999, preferring)).to.equal('preferred');
    expect(stageAfter(10_000, preferring)).to.equal('tier-one');
    expect(stageAfter(40_000, preferring)).to.equal('tier-two');
    expect(stageAfter(70_000, preferring)).to.equal('anyone');
  });

  it('begins at the first tier when nobody is preferred', () => {
    expect(stageAfter(0)).to.equal('tier-one');
    expect(stageAfter(30_000)).to.equal('tier-two');
  });

  it('rings the preferred clinician, though somebody else is idle for longer', () => {
    const call = unanswered('c', 'urgent', 1, preferring);
    expect(plan([call], [clinician('ben', 90), clinician('ann', 10)])).to.deep.equal(['c→ann']);
  });

  it('waits for the preferred clinician who is in a visit, but not for one who is not on call', () => {
    const call = unanswered('c', 'urgent', 1, preferring);
    const busy = clinician('ann', 10, { readiness: 'occupied' });
    expect(plan([call], [clinician('ben', 90), busy])).to.deep.equal([]);
    expect(plan([call], [clinician('ben', 90)])).to.deep.equal(['c→ben']);
  });

  it('keeps to the tier and the queue of the shift, and rings them at the last step', () => {
    const elsewhere = clinician('ben', 90, { queueIds: [prisons] });
    const second = clinician('cat', 10, { tier: 2 });
    const busyFirst = clinician('ann', 1, { readiness: 'occupied' });
    const everybody = [elsewhere, second, busyFirst];
    expect(plan([unanswered('c', 'urgent', 29_999)], everybody)).to.deep.equal([]);
    expect(plan([unanswered('c', 'urgent', 30_000)], everybody)).to.deep.equal(['c→cat']);
    expect(plan([unanswered('c', 'urgent', 60_000)], everybody)).to.deep.equal(['c→ben']);
  });

  it('gives up what staff asked for in the end, but never what the queue requires', () => {
    const plain = clinician('ben', 90);
    const welsh = clinician('ann', 1, { skills: ['language:cy'], readiness: 'occupied' });
    const wanting = (ageMs: number) => unanswered('c', 'urgent', ageMs, { wantedSkills: ['language:cy'] });
    expect(plan([wanting(59_999)], [plain, welsh])).to.deep.equal([]);
    expect(plan([wanting(60_000)], [plain, welsh])).to.deep.equal(['c→ben']);
    const prison = unanswered('c', 'urgent', 3_600_000, {
      requiredSkills: ['prison-clearance'],
      ringAll: true,
    });
    expect(plan([prison], [plain, welsh])).to.deep.equal([]);
  });

  it('goes on at once when everybody of a step has refused', () => {
    const call = unanswered('c', 'urgent', 1, { refusals: [refused('ann', 'declined', 500)] });
    expect(plan([call], [clinician('ann', 90), clinician('cat', 10, { tier: 2 })])).to.deep.equal(['c→cat']);
  });
});

describe('the choice of who is rung next', () => {
  it('is the longest idle', () => {
    const three = [clinician('ann', 10), clinician('ben', 30), clinician('cat', 20)];
    expect(plan([unanswered('c1', 'urgent', 1)], three)).to.deep.equal(['c1→ben']);
  });

  it('gives each clinician one call and each urgent call one clinician', () => {
    const calls = [
      unanswered('c1', 'urgent', 3),
      unanswered('c2', 'urgent', 2),
      unanswered('c3', 'urgent', 1),
    ];
    expect(plan(calls, [clinician('ann', 20), clinician('ben', 10)])).to.deep.equal(['c1→ann', 'c2→ben']);
  });

  it('rings several for an immediate call, as many as the queue says and no more', () => {
    const three = [clinician('ann', 30), clinician('ben', 20), clinician('cat', 10)];
    expect(plan([unanswered('c', 'immediate', 1)], three)).to.deep.equal(['c→ann', 'c→ben']);
    const half = unanswered('c', 'immediate', 1, { life: ringingAt('dee') });
    expect(plan([half], three)).to.deep.equal(['c→ann']);
    const full = unanswered('c', 'immediate', 1, { life: ringingAt('dee', 'eve') });
    expect(plan([full], three)).to.deep.equal([]);
  });

  it('rings everybody when the ladder says so, also those who were paused for missing a call', () => {
    const call = unanswered('c', 'soon', 1, { ringAll: true, life: ringingAt('dee') });
    const missed = clinician('ben', 20, { readiness: 'missed' });
    expect(plan([call], [clinician('ann', 30), missed])).to.deep.equal(['c→ann', 'c→ben']);
    expect(plan([unanswered('c', 'soon', 1)], [missed])).to.deep.equal([]);
  });

  it('passes over somebody who has just refused this call, and gives them the next one', () => {
    const calls = [
      unanswered('c1', 'urgent', 3, { refusals: [refused('ann', 'declined', 1000)] }),
      unanswered('c2', 'urgent', 2),
    ];
    expect(plan(calls, [clinician('ann', 20), clinician('ben', 10)])).to.deep.equal(['c1→ben', 'c2→ann']);
  });

  it('offers a call again to whoever refused it, only after all others and once they have rested', () => {
    const again = unanswered('c', 'urgent', 1, {
      refusals: [refused('ann', 'missed', restAfterMs.missed), refused('ben', 'declined', 60_000)],
    });
    const both = [clinician('ann', 90), clinician('ben', 10)];
    expect(plan([again], both)).to.deep.equal(['c→ben']);
    expect(plan([again], [...both, clinician('cat', 1)])).to.deep.equal(['c→cat']);
    const tired = unanswered('c', 'urgent', 1, {
      refusals: [refused('ann', 'missed', restAfterMs.missed - 1)],
    });
    expect(plan([tired], [clinician('ann', 90)])).to.deep.equal([]);
  });

  it('does not let a call that nobody may take hold up the ones behind it', () => {
    const stuck = unanswered('c1', 'immediate', 3, { requiredSkills: ['prison-clearance'] });
    expect(plan([stuck, unanswered('c2', 'soon', 2)], [clinician('ann', 20)])).to.deep.equal(['c2→ann']);
  });

  it('is nobody when nobody is free', () => {
    expect(
      plan([unanswered('c1', 'immediate', 1)], [clinician('ann', 1, { readiness: 'occupied' })]),
    ).to.deep.equal([]);
  });
});
