import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { ClinicStage, details } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a stop of movements', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
  });

  after(() => running[Symbol.asyncDispose]());

  const cancelledBy = (booking: BookingView) =>
    booking.cancelled && [booking.cancelled.code, booking.cancelled.cause];
  const stands = async (person?: SignedInPerson) =>
    (await ask(running, 'listMovementStops', prison.by(person))).value.prisons;

  /** Four patients, one each half hour, at 09:10: one is in front of the camera, one on the corridor, two wait. */
  async function atTenPastNine() {
    const given = [
      { clock: '09:05', priority: 'urgent' },
      { clock: '09:35', priority: 'routine' },
      { clock: '10:05', priority: 'two-week-wait', clockStart: '2026-11-02' },
      { clock: '10:35', priority: 'routine', clockStart: '2026-10-05' },
    ] as const;
    const made = [];
    for (const { clock, ...referral } of given) {
      const referred = await stage.refer(referral);
      made.push({ referred, booking: await stage.book(clock, referred.referralId) });
    }
    await prison.waitUntil('09:10');
    const [running_, begun, urgent, waiting] = made;
    if (!running_ || !begun || !urgent || !waiting) throw new Error('four were made');
    return { inRoom: running_, begun, urgent, waiting };
  }

  it('A24 cancels what has not begun, keeps clock and priority, and cuts nothing off', async () => {
    const { inRoom, begun, urgent, waiting } = await atTenPastNine();
    const { siteId, startsAt, endsAt } = { siteId: stage.prisonId, ...prison.span('09:10', '17:00') };
    const preview = await ask(running, 'previewMovementStop', {
      ...prison.by(),
      params: { siteId },
      query: { startsAt, endsAt },
    });
    expect(preview.value).to.deep.equal({
      // Nobody has begun a visit: one is at the station, one on the way.
      running: [],
      begun: [
        { service: 'Dermatology', priority: 'urgent', bookings: 1 },
        { service: 'Dermatology', priority: 'routine', bookings: 1 },
      ],
      toCome: [
        { service: 'Dermatology', priority: 'two-week-wait', bookings: 1 },
        { service: 'Dermatology', priority: 'routine', bookings: 1 },
      ],
      held: 0,
    });
    const { stop, cancelled, begun: left } = await prison.stop('09:10', '17:00');
    expect({ cancelled, left }).to.deep.equal({ cancelled: 2, left: 2 });
    expect(stop).to.deep.include({ siteId, startsAt, endsAt, reason: 'A search of B wing', cancelled: 2 });
    expect(stop.madeByName).to.equal(stage.nurse.name);
    // Nobody has begun with those whose time has come: when each is expected is no part of this.
    const asBooked = async (of: BookingView) => ({ ...(await prison.read(of)), expected: null });
    for (const { booking } of [inRoom, begun]) expect(await asBooked(booking)).to.deep.equal(booking);
    // Both ends see it on their lists, and the hospital not why: the reason is the prison's own.
    for (const person of [prison.nurse, await stage.join('booker')]) {
      const list = await prison.list(person);
      expect(list.map(cancelledBy)).to.deep.equal([
        null,
        null,
        ['lockdown', 'prison'],
        ['lockdown', 'prison'],
      ]);
      expect(JSON.stringify(list)).not.to.contain('B wing');
    }
    const referrals = (await ask(running, 'listReferrals', prison.by())).value.referrals;
    expect(referrals).to.deep.equal([
      { ...urgent.referred, state: 'to-rebook' },
      { ...waiting.referred, state: 'to-rebook' },
    ]);
    const [entry, ...more] = await prison.entries('movements.stopped');
    expect(more).to.deep.equal([]);
    expect(entry?.detail).to.deep.equal({
      stopId: stop.stopId,
      startsAt,
      endsAt,
      cancelled: 2,
      begun: 2,
      released: 0,
    });
    const each = await prison.entries('booking.cancelled');
    expect(each.map(({ detail }) => [detail['code'], detail['stopId']])).to.deep.equal([
      ['lockdown', stop.stopId],
      ['lockdown', stop.stopId],
    ]);
  });

  it('A24 offers no time in it while it stands, and nobody can hold or move there', async () => {
    const early = await stage.book('09:05');
    const held = await stage.hold('10:05');
    const { cancelled } = await prison.stop('09:45', '12:00');
    expect(cancelled).to.equal(0);
    const referral = await stage.refer();
    const { times, gaps } = await prison.offered(referral);
    expect(times).to.deep.equal([]);
    // 09:35 is not back in the cell by 09:45, and 09:05 is.
    expect(gaps).to.deep.equal({ 'movements-stopped': 3, 'clinician-taken': 1, 'over-lock-up': 2 });
    const words = `movements in this prison are stopped: ${prison.inWords('09:45', '12:00')}`;
    const refused = await askRefused(running, 'holdTime', {
      ...prison.holding(referral, '10:35'),
      code: 'conflict',
    });
    expect(refused.detail).to.equal(words);
    const { stationId, sessionId } = stage;
    const moved = await askRefused(running, 'moveBooking', {
      ...prison.by(),
      params: { bookingId: early.bookingId },
      body: { version: early.version, sessionId, stationId, startsAt: stage.at('10:35') },
      code: 'conflict',
    });
    expect(moved.detail).to.equal(words);
    expect(await prison.read(early)).to.deep.equal(early);
    // The time that somebody held is given up.
    await askRefused(running, 'confirmBooking', {
      ...prison.by(),
      params: { bookingId: held.bookingId },
      body: details,
      code: 'expired',
    });
    expect(await stage.trail('booking.released')).to.have.length(1);
  });

  it('A24 leaves nobody in it, however many book at the same moment', async () => {
    const referrals = await Promise.all(Array.from({ length: 8 }, () => stage.refer()));
    const clocks = ['09:05', '09:35', '10:05', '10:35'];
    const attempts = referrals.map(async (referral, n) => {
      const clock = clocks[n % clocks.length] ?? '09:05';
      const { value } = await ask(running, 'holdTime', prison.holding(referral, clock));
      return stage.confirm(value);
    });
    const [stopping] = await Promise.allSettled([prison.stop('08:00', '12:00'), ...attempts]);
    expect(stopping.status).to.equal('fulfilled');
    expect(await prison.taken()).to.deep.equal([]);
    for (const booking of await prison.list())
      expect(cancelledBy(booking)).to.deep.equal(['lockdown', 'prison']);
    const [stopped] = await prison.entries('movements.stopped');
    expect((await prison.list()).length).to.equal(stopped?.detail['cancelled']);
  });

  it('A24 stands once for a time, is to come, and not for a year', async () => {
    await prison.stop('09:00', '12:00');
    const again = await askRefused(running, 'stopMovements', {
      ...prison.stopping('11:59', '17:00'),
      code: 'conflict',
    });
    expect(again.detail).to.equal('movements of this prison are stopped already for a part of that time');
    await prison.stop('12:00', '17:00');
    expect((await stands()).map(({ stops }) => stops.length)).to.deep.equal([2]);
    const asking = prison.stopping('18:00', '19:00');
    for (const over of [{ endsAt: stage.at('18:00') }, { endsAt: '2099-01-01T10:00:00.000Z' }]) {
      await askRefused(running, 'stopMovements', {
        ...asking,
        body: { ...asking.body, ...over },
        code: 'invalid',
      });
    }
    const past = { startsAt: '2020-01-01T09:00:00.000Z', endsAt: '2020-01-01T10:00:00.000Z' };
    await askRefused(running, 'stopMovements', {
      ...asking,
      body: { ...asking.body, ...past },
      code: 'invalid',
    });
    await prison.waitUntil('12:00');
    expect((await stands()).map(({ stops }) => stops.length)).to.deep.equal([1]);
  });

  it('A24 is for those who work in the prison and for the managers of its organisation', async () => {
    const asking = prison.stopping('09:00', '12:00');
    const preview = { params: asking.params, query: prison.span('09:00', '12:00') };
    await prison.isRefused('stopMovements', asking, { allowed: ['manager'] });
    await prison.isRefused('previewMovementStop', preview, { allowed: ['manager'] });
    for (const role of ['booker', 'clinician', 'administrator'] as const) {
      await askRefused(running, 'listMovementStops', {
        ...prison.by(await stage.join(role)),
        code: 'forbidden',
      });
    }
    const strange = await (await ClinicStage.create(running)).join('manager');
    await askRefused(running, 'stopMovements', { ...asking, ...prison.by(strange), code: 'not-found' });
    const manager = await stage.join('manager');
    const home = randomUUID() as SiteId;
    const { organisationId } = stage;
    await running.server.deps.store.transact((tx) =>
      tx.accounts.addSite({ siteId: home, organisationId, name: 'Home', kind: 'care-home', phone: null }),
    );
    for (const siteId of [home, randomUUID() as SiteId]) {
      const params = { siteId };
      await askRefused(running, 'stopMovements', {
        ...asking,
        params,
        ...prison.by(manager),
        code: 'not-found',
      });
    }
    const other = await stage.addPrison();
    await ask(running, 'stopMovements', { ...asking, ...prison.by(manager) });
    const seen = new Map((await stands(manager)).map(({ siteId, stops }) => [siteId, stops.length]));
    expect(seen.get(stage.prisonId)).to.equal(1);
    expect(seen.get(other)).to.equal(0);
    expect(seen.has(home)).to.equal(false);
    expect((await stands()).map(({ siteId }) => siteId)).to.deep.equal([stage.prisonId]);
  });

  it('A25 brings back what is still free as it was, and names the rest', async () => {
    const [early, blocked, taken, kept] = [
      await stage.book('09:05'),
      await stage.book('09:35'),
      await stage.book('10:05'),
      await stage.book('10:35'),
    ];
    const had = await prison.taken();
    const { stop } = await prison.stop('08:00', '12:00');
    expect(await prison.taken()).to.deep.equal([]);
    // Meanwhile the room of one is blocked, and the clinician of another sees somebody in another prison.
    await prison.block('09:30', '10:00');
    await takeElsewhere('10:05');
    const { restored, notRestored } = await prison.lift(stop.stopId);
    expect(restored).to.equal(2);
    const named = ({ bookingId, reference, startsAt, service, patient }: BookingView) => ({
      bookingId,
      reference,
      service,
      startsAt,
      patientName: patient.name,
    });
    expect(notRestored.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))).to.deep.equal([
      { ...named(blocked), why: 'station-blocked' },
      { ...named(taken), why: 'taken' },
    ]);
    for (const booking of [early, kept]) {
      expect(await prison.read(booking)).to.deep.equal({ ...booking, version: booking.version + 2 });
    }
    const ids: string[] = [early.bookingId, kept.bookingId];
    const have = (await prison.taken()).filter(({ bookingId }) => ids.includes(bookingId));
    expect(have).to.have.deep.members(had.filter(({ bookingId }) => ids.includes(bookingId)));
    const waiting = (await ask(running, 'listReferrals', prison.by())).value.referrals;
    expect(waiting.map(({ referralId, state }) => [referralId, state])).to.have.deep.members([
      [blocked.referralId, 'to-rebook'],
      [taken.referralId, 'to-rebook'],
    ]);
    const [entry] = await prison.entries('movements.resumed');
    expect(entry?.detail).to.deep.equal({ stopId: stop.stopId, restored: 2, notRestored: 2 });
    expect(await stage.trail('booking.restored')).to.have.length(2);
    expect((await stands()).map(({ stops }) => stops)).to.deep.equal([[]]);
  });

  /** Another prison of the organisation books the clinician at that time. */
  async function takeElsewhere(clock: string): Promise<void> {
    const siteId = await stage.addPrison();
    const stationId = await stage.addStation(siteId);
    const regime = ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({
      weekday,
      from: '06:00',
      to: '20:00',
    }));
    const body = {
      leadMinutes: 5,
      moveBackMinutes: 5,
      escortPlaces: null,
      regime,
      stationIds: [stationId],
    };
    await ask(running, 'setPrisonDay', { ...prison.by(stage.administrator), params: { siteId }, body });
    const nurse = await stage.join('prison-healthcare', [siteId]);
    const patient = await ask(running, 'addPatient', {
      ...prison.by(nurse),
      body: {
        siteId,
        name: 'Synthetic',
        dateOfBirth: '1980-02-29',
        nhsNumber: null,
        prisonNumber: 'B0001BC',
      },
    });
    const referral = await ask(running, 'addReferral', {
      ...prison.by(nurse),
      body: { patientId: patient.value.patientId, service: 'Dermatology', priority: 'routine' },
    });
    const place = { ...stage.place(referral.value.referralId, clock), stationId };
    await ask(running, 'holdTime', { ...prison.by(nurse), body: place });
  }

  it('A25 leaves alone who has another booking or is too late, and names no patient to a manager', async () => {
    const [again, late] = [await stage.book('09:35'), await stage.book('10:35')];
    const { stop } = await prison.stop('09:45', '12:00');
    const rebooked = await stage.book('09:05', again.referralId);
    await prison.waitUntil('10:05');
    const params = { stopId: stop.stopId };
    await prison.isRefused('liftMovementStop', { params }, { allowed: ['manager'] });
    const manager = await stage.join('manager');
    const { restored, notRestored } = await prison.lift(stop.stopId, manager);
    expect(restored).to.equal(0);
    expect(
      notRestored.map(({ bookingId, patientName, why }) => ({ bookingId, patientName, why })),
    ).to.have.deep.members([
      { bookingId: again.bookingId, patientName: null, why: 'too-late' },
      { bookingId: late.bookingId, patientName: null, why: 'too-late' },
    ]);
    expect({ ...(await prison.read(rebooked)), expected: null }).to.deep.equal(rebooked);
    await askRefused(running, 'liftMovementStop', { ...prison.by(), params, code: 'wrong-phase' });
    const unknown = { stopId: randomUUID() };
    await askRefused(running, 'liftMovementStop', { ...prison.by(), params: unknown, code: 'not-found' });
  });

  it('A25 leaves alone who is booked at another time, also while that is only held', async () => {
    const [booked, holding] = [await stage.book('09:35'), await stage.book('10:05')];
    const { stop } = await prison.stop('09:45', '12:00');
    await stage.book('09:05', booked.referralId);
    const first = await prison.lift(stop.stopId);
    expect(first.notRestored.map(({ bookingId, why }) => [bookingId, why])).to.deep.equal([
      [booked.bookingId, 'booked-again'],
    ]);
    expect((await prison.read(holding)).state).to.equal('booked');
    const second = await prison.stop('09:45', '10:20');
    await ask(running, 'cancelBooking', {
      ...prison.by(),
      params: { bookingId: (await prison.list()).find(({ state }) => state === 'booked')?.bookingId ?? '' },
      body: { version: 2, code: 'patient-unwell', text: null },
    });
    await ask(running, 'holdTime', prison.holding(holding, '09:05'));
    const lifted = await prison.lift(second.stop.stopId);
    expect(lifted.notRestored.map(({ bookingId, why }) => [bookingId, why])).to.deep.equal([
      [holding.bookingId, 'booked-again'],
    ]);
  });
});
