import { expect } from 'chai';
import { dueRules, getTimedRule, jobs } from '../../../domain/timers/registry.ts';
import type { CallId, DeliveryId, OfferId, OrganisationId, VisitId } from '../../../domain/ids.ts';
import type { DueWork } from '../../../domain/ports.ts';
import type { Listening } from '../../../domain/due-rule.ts';
import type { JobInputs } from '../../../domain/timers/timer-port.ts';

const callId = '00000000-0000-4000-8000-000000000001' as CallId;
const organisationId = '00000000-0000-4000-8000-000000000002' as OrganisationId;
const offerId = '00000000-0000-4000-8000-000000000003' as OfferId;
const visitId = '00000000-0000-4000-8000-000000000004' as VisitId;
const deliveryId = '00000000-0000-4000-8000-000000000005' as DeliveryId;
const at = new Date('2026-11-28T12:00:00Z');

const everything: DueWork = {
  organisations: [organisationId],
  overdueRings: [offerId],
  unheardRings: [offerId],
  wrapUps: [visitId],
  raises: [callId],
  escalations: [callId],
  dropped: [callId],
  lostStations: [visitId],
  leadChanges: [visitId],
  abandoned: [visitId],
  missingPrisons: [visitId],
  deliveries: [deliveryId],
};

const found = (listening: Listening) =>
  Object.fromEntries(dueRules.map((rule) => [rule.name, rule.findDue(everything, listening)]));

const jobOf = <N extends keyof JobInputs>(name: N, input: JobInputs[N]) => {
  const rule = getTimedRule(name);
  return { queue: rule.queue, ...rule.jobOf(input) };
};

describe('the timers', () => {
  it('each find what is theirs', () => {
    const listeningSince = new Date(0);
    const listening = { listeningSince, listenedMs: 300_001, graceVisitMs: 300_000 };
    expect(found(listening)).to.deep.equal({
      'dispatch-call': [{ organisationId }],
      'end-ring': [{ offerId }],
      'check-ring': [{ offerId }],
      'end-wrap-up': [{ visitId }],
      'raise-acuity': [{ callId }],
      'take-step': [{ callId }],
      'drop-call': [{ callId, listeningSince }],
      'lose-station': [{ visitId, listeningSince }],
      'note-lead': [{ visitId, listeningSince }],
      'lose-abandoned': [{ visitId }],
      'ring-station': [{ visitId }],
      deliver: [{ deliveryId }],
    });
  });

  it('make nothing of a silence for which this process has not listened itself', () => {
    const listening = { listeningSince: at, listenedMs: 0, graceVisitMs: 300_000 };
    const { 'check-ring': unheard, 'lose-abandoned': abandoned } = found(listening);
    expect({ unheard, abandoned }).to.deep.equal({ unheard: [], abandoned: [] });
  });

  it('see to rings before everything else', () => {
    const first = dueRules.filter(({ goesFirst }) => goesFirst).map(({ name }) => name);
    expect(first).to.deep.equal(['end-ring', 'check-ring']);
  });
});

describe('the jobs of the timers', () => {
  it('stand in Redis under the names and with the payloads that they have always had', () => {
    expect(Object.keys(jobs)).to.deep.equal([
      'dispatch-call',
      'end-ring',
      'check-ring',
      'end-wrap-up',
      'deliver',
      'sweep',
    ]);
    expect(jobOf('end-ring', { offerId, deadline: at })).to.deep.equal({
      queue: 'deadlines',
      payload: { offerId },
      jobId: `ring.${offerId}`,
      at,
    });
    expect(jobOf('check-ring', { offerId, at })).to.deep.equal({
      queue: 'deadlines',
      payload: { offerId },
      jobId: `heard.${offerId}`,
      at,
    });
    expect(jobOf('end-wrap-up', { visitId, until: at })).to.deep.equal({
      queue: 'deadlines',
      payload: { visitId },
      jobId: `wrap-up.${visitId}`,
      at,
    });
    expect(jobOf('deliver', { deliveryId })).to.deep.equal({
      queue: 'deliveries',
      payload: { deliveryId },
      jobId: `deliver.${deliveryId}`,
    });
  });

  it('of dispatching are one for each wake-up, and one at most for the sweep', () => {
    const call = { callId, organisationId, acuity: 'urgent' } as const;
    const payload = { callId, organisationId };
    expect(jobOf('dispatch-call', { ...call, behindMs: 250 })).to.deep.equal({
      queue: 'urgent-calls',
      payload,
      priority: 2,
      delayMs: 250,
    });
    expect(jobOf('dispatch-call', { ...call, swept: true })).to.deep.equal({
      queue: 'urgent-calls',
      payload,
      priority: 2,
      delayMs: 0,
      jobId: `swept.${callId}`,
    });
  });

  it('are added again by the sweep for whatever is open', () => {
    const open = {
      waiting: [{ callId, organisationId, acuity: 'soon' as const }],
      ringing: [{ offerId, deadline: at }],
      wrapUps: [{ visitId, until: at }],
    };
    const names = ['dispatch-call', 'end-ring', 'check-ring', 'end-wrap-up', 'deliver'] as const;
    expect(names.map((name) => getTimedRule(name).findOpen?.(open))).to.deep.equal([
      [{ callId, organisationId, acuity: 'soon', swept: true }],
      [{ offerId, deadline: at }],
      undefined,
      [{ visitId, until: at }],
      undefined,
    ]);
  });
});
