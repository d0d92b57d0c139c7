import { expect } from 'chai';
import type { Acuity } from '../../../domain/calls/call.ts';
import {
  type FreeClinician,
  inRoutingOrder,
  planOffers,
  restAfterRefusalMs,
  type WaitingCall,
} from '../../../domain/calls/routing.ts';
import type { CallId, ClinicianId } from '../../../domain/ids.ts';

const now = new Date('2026-11-22T03:00:00Z');

function ago(ms: number): Date {
  return new Date(now.getTime() - ms);
}

function waiting(
  id: string,
  acuity: Acuity,
  ageMs: number,
  refusals: WaitingCall['refusals'] = [],
): WaitingCall {
  return { callId: id as CallId, acuity, placedAt: ago(ageMs), refusals };
}

function free(id: string, idleMs: number): FreeClinician {
  return { clinicianId: id as ClinicianId, idleSince: ago(idleMs) };
}

function plan(calls: WaitingCall[], clinicians: FreeClinician[]): string[] {
  return planOffers({ calls, clinicians, now }).map(({ callId, clinicianId }) => `${callId}→${clinicianId}`);
}

describe('the choice of who is rung next', () => {
  it('serves acuity first, then age', () => {
    const calls = [
      waiting('c1', 'soon', 900),
      waiting('c2', 'urgent', 100),
      waiting('c3', 'urgent', 200),
      waiting('c4', 'immediate', 1),
    ];
    expect(inRoutingOrder(calls).map(({ callId }) => callId)).to.deep.equal(['c4', 'c3', 'c2', 'c1']);
  });

  it('rings the longest idle', () => {
    expect(
      plan([waiting('c1', 'urgent', 1)], [free('ann', 10), free('ben', 30), free('cat', 20)]),
    ).to.deep.equal(['c1→ben']);
  });

  it('gives each clinician one call and each call one clinician', () => {
    const calls = [waiting('c1', 'urgent', 3), waiting('c2', 'urgent', 2), waiting('c3', 'urgent', 1)];
    expect(plan(calls, [free('ann', 20), free('ben', 10)])).to.deep.equal(['c1→ann', 'c2→ben']);
  });

  it('passes over somebody who has just refused this call, and gives them the next one', () => {
    const refused = [{ clinicianId: 'ann' as ClinicianId, at: ago(1000) }];
    const calls = [waiting('c1', 'urgent', 3, refused), waiting('c2', 'urgent', 2)];
    expect(plan(calls, [free('ann', 20), free('ben', 10)])).to.deep.equal(['c1→ben', 'c2→ann']);
  });

  it('does not let a call that nobody may take hold up the ones behind it', () => {
    const refused = [{ clinicianId: 'ann' as ClinicianId, at: ago(1000) }];
    const calls = [waiting('c1', 'immediate', 3, refused), waiting('c2', 'soon', 2)];
    expect(plan(calls, [free('ann', 20)])).to.deep.equal(['c2→ann']);
  });

  it('rings somebody who refused again once their rest is over, because else nobody would be rung', () => {
    const refused = [{ clinicianId: 'ann' as ClinicianId, at: ago(restAfterRefusalMs) }];
    expect(plan([waiting('c1', 'urgent', 1, refused)], [free('ann', 20)])).to.deep.equal(['c1→ann']);
  });

  it('plans nothing when nobody is free', () => {
    expect(plan([waiting('c1', 'immediate', 1)], [])).to.deep.equal([]);
  });
});
