import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { PrisonEvent } from '../../../domain/clinics/person-move-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { Prison } from '../../support/prison.ts';
import { mergeEvent, moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('the system that tells where people in prison are', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let feed: PrisonFeed;
  let other: SiteId;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    other = await stage.addPrison();
    feed = await PrisonFeed.create(stage);
  });

  after(() => running[Symbol.asyncDispose]());

  function numberOf({ patient }: Pick<BookingView, 'patient'>): string {
    if (patient.prisonNumber === null) throw new Error('the patient has no number');
    return patient.prisonNumber;
  }

  /** Of that patient, so many minutes from now, which is after the booking was made. */
  function event(
    kind: Parameters<typeof moveEvent>[1],
    of: Pick<BookingView, 'patient'>,
    { siteId = stage.prisonId, minutes = 1 } = {},
  ): PrisonEvent {
    return moveEvent(feed, kind, { prisonNumber: numberOf(of), siteId, minutes });
  }

  const seen = (booking: BookingView) => prison.read(booking, stage.booker);

  it('is made and revoked by an administrator of the organisation, who sees its secret once', async () => {
    const { organisationId } = stage;
    const params = { organisationId };
    const by = { ...prison.by(stage.administrator), params };
    const { feeds } = (await ask(running, 'listPrisonFeeds', by)).value;
    expect(feeds.map(({ feedId, name, heardAt }) => [feedId, name, heardAt])).to.deep.equal([
      [feed.feedId, 'Synthetic', null],
    ]);
    expect(JSON.stringify(feeds)).not.to.contain(feed.secret);
    for (const role of ['booker', 'clinician', 'manager', 'prison-healthcare'] as const) {
      const person = prison.by(await stage.join(role));
      await askRefused(running, 'listPrisonFeeds', { ...person, params, code: 'forbidden' });
      await askRefused(running, 'addPrisonFeed', {
        ...person,
        params,
        body: { name: 'x', siteIds: [stage.prisonId] },
        code: 'forbidden',
      });
      await askRefused(running, 'revokePrisonFeed', {
        ...person,
        params: { feedId: feed.feedId },
        code: 'forbidden',
      });
    }
    const strange = prison.by((await ClinicStage.create(running)).administrator);
    await askRefused(running, 'listPrisonFeeds', { ...strange, params, code: 'not-found' });
    const ofFeed = { params: { feedId: feed.feedId } };
    await askRefused(running, 'revokePrisonFeed', { ...strange, ...ofFeed, code: 'not-found' });
    await ask(running, 'revokePrisonFeed', { ...prison.by(stage.administrator), ...ofFeed });
    await ask(running, 'revokePrisonFeed', { ...prison.by(stage.administrator), ...ofFeed });
    expect(await stage.trail('feed.')).to.deep.equal(['feed.added', 'feed.revoked']);
    const booking = await stage.book('09:05');
    expect((await feed.post(JSON.stringify({ events: [event('released', booking)] }))).status).to.equal(401);
    expect((await seen(booking)).state).to.equal('booked');
  });

  it('is refused without a signature, with a wrong one, for another body, and five minutes later', async () => {
    const booking = await stage.book('09:05');
    const body = JSON.stringify({ events: [event('released', booking)] });
    const strange = await PrisonFeed.create(await ClinicStage.create(running));
    const refusals = [
      { secret: 'wrong' },
      { seconds: -301 },
      { seconds: 301 },
      { body: body.replace('released', 'received') },
      { feedId: randomUUID() },
      { feedId: strange.feedId },
      { headers: { 'bedside-signature': '' } },
      { headers: { 'bedside-signature': 't=1,v1=00' } },
      { headers: { 'bedside-feed': 'x' } },
      { headers: { 'content-type': 'text/plain' } },
    ];
    for (const refusal of refusals) {
      expect((await feed.post(body, refusal)).status, JSON.stringify(refusal)).to.equal(401);
    }
    const token = stage.administrator.newToken();
    await askRefused(running, 'takePrisonEvents', {
      token,
      body: JSON.parse(body) as { events: PrisonEvent[] },
      code: 'unauthenticated',
    });
    expect((await seen(booking)).state).to.equal('booked');
    expect((await feed.post(body, { seconds: -290 })).status).to.equal(202);
    expect((await seen(booking)).state).to.equal('cancelled');
  });

  it('tells nothing of anybody in another organisation, and hears nothing of anybody', async () => {
    const booking = await stage.book('09:05');
    const strange = await PrisonFeed.create(await ClinicStage.create(running));
    const body = JSON.stringify({ events: [event('released', booking)] });
    expect(await (await strange.post(body)).text()).to.equal('{"taken":1}');
    expect((await seen(booking)).state).to.equal('booked');
  });

  it('speaks for the prisons that it names alone, and is told the same whoever it is about', async () => {
    const booking = await stage.book('09:05');
    const ofOther = await PrisonFeed.create(stage, [other]);
    const answers: string[] = [];
    const tell = async (...events: PrisonEvent[]) => {
      const response = await ofOther.post(JSON.stringify({ events }));
      answers.push(`${String(response.status)} ${await response.text()}`);
    };
    await tell(event('released', booking));
    await tell(event('temporarily-out', booking));
    await tell(mergeEvent(feed, ['B7005BC', numberOf(booking)], 1));
    await tell(moveEvent(feed, 'released', { prisonNumber: 'B7006BC', siteId: other, minutes: 1 }));
    // Its own prison releases nobody who is in another one.
    await tell(event('released', booking, { siteId: other }));
    await tell(event('received', booking, { siteId: other, minutes: 2 }));
    expect(new Set(answers)).to.deep.equal(new Set(['202 {"taken":1}']));
    const { organisationId } = stage;
    const by = { ...prison.by(stage.administrator), params: { organisationId } };
    const { feeds } = (await ask(running, 'listPrisonFeeds', by)).value;
    const found = feeds.find(({ feedId }) => feedId === ofOther.feedId);
    expect(found?.sites.map(({ siteId }) => siteId)).to.deep.equal([other]);
    expect(found?.refused.events).to.equal(2);
    expect(found?.lastWeek).to.have.deep.members([
      { answer: 'applied', events: 2 },
      { answer: 'waiting', events: 1 },
      { answer: 'unknown-person', events: 1 },
    ]);
    const after = await seen(booking);
    expect([after.cancelled?.code, after.patient.siteId]).to.deep.equal(['transferred', other]);
    const asking = { ...by, body: { name: 'x', siteIds: [(await ClinicStage.create(running)).prisonId] } };
    await askRefused(running, 'addPrisonFeed', { ...asking, code: 'not-found' });
  });

  it('may name a prison by its code of the public register', async () => {
    const booking = await stage.book('09:05');
    const params = { siteId: other };
    const asking = { ...prison.by(stage.administrator), params };
    const unknown = { ...asking, body: { establishment: 'QQQ' } };
    const { detail } = await askRefused(running, 'setEstablishment', { ...unknown, code: 'invalid' });
    expect(detail).to.contain('no prison of the public register has this code');
    await ask(running, 'setEstablishment', { ...asking, body: { establishment: 'MDI' } });
    const taken = { ...asking, params: { siteId: stage.prisonId }, body: { establishment: 'MDI' } };
    await askRefused(running, 'setEstablishment', { ...taken, code: 'conflict' });
    const { siteId: named, ...received } = moveEvent(feed, 'received', {
      ...{ prisonNumber: numberOf(booking), siteId: other, minutes: 1 },
    });
    expect(named).to.equal(other);
    const both = JSON.stringify({ events: [{ ...received, siteId: other, establishment: 'MDI' }] });
    expect((await feed.post(both)).status).to.equal(400);
    const none = JSON.stringify({ events: [received] });
    expect((await feed.post(none)).status).to.equal(400);
    const wrong = await feed.post(JSON.stringify({ events: [{ ...received, establishment: 'QQQ' }] }));
    expect(wrong.status).to.equal(400);
    expect(await wrong.text()).to.contain('no prison of the public register has this code');
    expect(await feed.send({ ...received, establishment: 'MDI' })).to.deep.equal(['applied']);
    expect((await seen(booking)).patient.siteId).to.equal(other);
  });

  it('is refused for what is in the future and for what is no event', async () => {
    const booking = await stage.book('09:05');
    const wrong: object[] = [
      event('released', booking, { minutes: 7 }),
      { ...event('released', booking), prisonNumber: 'x' },
      { ...event('released', booking), name: 'Synthetic' },
      { ...event('released', booking), kind: 'merged' },
    ];
    for (const one of wrong) {
      const response = await feed.post(JSON.stringify({ events: [one] }));
      expect(response.status).to.equal(400);
      expect(await response.text()).not.to.contain(numberOf(booking));
    }
    expect((await feed.post(JSON.stringify({ events: [] }))).status).to.equal(400);
  });

  it('has what it tells of others forgotten after a week', async () => {
    const strange = moveEvent(feed, 'received', { prisonNumber: 'B7009BC', siteId: other, minutes: 0 });
    expect(await feed.send(strange)).to.deep.equal(['unknown-person']);
    const { reads } = running.server.deps.store;
    const now = running.clock.now().getTime();
    expect(await reads.forgetStrangers(new Date(now - 60_000), 10)).to.equal(0);
    expect(await feed.send(strange)).to.deep.equal(['unknown-person']);
    expect(await reads.forgetStrangers(new Date(now + 60_000), 10)).to.be.at.least(1);
    expect(await feed.send(strange)).to.deep.equal(['unknown-person']);
  });
});
