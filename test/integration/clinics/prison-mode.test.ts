import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('what a prison keeps from being booked', () => {
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

  describe('a station that is blocked', () => {
    it('A11 is not offered and refused in that time, half-open, and free again at its end by itself', async () => {
      const referral = await stage.refer();
      const { block } = await prison.block('09:30', '10:00');
      const { stationId } = stage;
      expect(block).to.deep.equal({
        blockId: block.blockId,
        stationId,
        stationName: 'Tablet',
        ...prison.span('09:30', '10:00'),
        reason: 'The camera is broken',
        madeByName: stage.nurse.name,
      });
      const { times, gaps } = await prison.offered(referral);
      expect(times).to.deep.equal(['09:05', '10:05', '10:35']);
      expect(gaps).to.deep.equal({ 'station-blocked': 1, 'over-lock-up': 2 });
      const refused = await askRefused(running, 'holdTime', {
        ...prison.holding(referral, '09:35'),
        code: 'conflict',
      });
      expect(refused.detail).to.equal(`this station is blocked: ${prison.inWords('09:30', '10:00')}`);
      // The one before ends as it begins, and the one after begins as it ends.
      await stage.book('09:05');
      await stage.book('10:05');
      await prison.waitUntil('10:00', 1);
      const standing = async () =>
        (await ask(running, 'listStationBlocks', prison.by())).value.prisons.map((one) => one.blocks.length);
      expect(await standing()).to.deep.equal([1]);
      await prison.waitUntil('10:00');
      expect(await standing()).to.deep.equal([0]);
    });

    it('A11 is refused when a booking is moved there, and free again once the block is lifted', async () => {
      const booking = await stage.book('10:05');
      const { block } = await prison.block('09:00', '10:00');
      const { stationId, sessionId } = stage;
      const moving = {
        ...prison.by(),
        params: { bookingId: booking.bookingId },
        body: { version: booking.version, sessionId, stationId, startsAt: stage.at('09:35') },
      };
      const refused = await askRefused(running, 'moveBooking', { ...moving, code: 'conflict' });
      expect(refused.detail).to.equal(`this station is blocked: ${prison.inWords('09:00', '10:00')}`);
      expect((await prison.read(booking)).startsAt).to.equal(stage.at('10:05'));
      const params = { blockId: block.blockId };
      await prison.isRefused('liftStationBlock', { params });
      await ask(running, 'liftStationBlock', { ...prison.by(), params });
      await ask(running, 'liftStationBlock', { ...prison.by(), params });
      expect((await ask(running, 'moveBooking', moving)).value.startsAt).to.equal(stage.at('09:35'));
      expect(await stage.trail('station.block')).to.deep.equal(['station.blocked', 'station.block-lifted']);
      await askRefused(running, 'liftStationBlock', {
        ...prison.by(),
        params: { blockId: randomUUID() },
        code: 'not-found',
      });
    });

    it('A12 answers with the bookings in that time and changes nothing of them', async () => {
      const [inside, held] = [await stage.book('09:35'), await stage.hold('10:05')];
      const [before, after] = [await stage.book('09:05'), await stage.book('10:35')];
      const { bookings } = await prison.block('09:30', '10:30');
      expect(bookings.map(({ bookingId, state }) => [bookingId, state])).to.deep.equal([
        [inside.bookingId, 'booked'],
        [held.bookingId, 'held'],
      ]);
      for (const booking of [inside, before, after]) {
        expect(await prison.read(booking)).to.deep.equal(booking);
      }
      const list = await ask(running, 'listStationBlocks', prison.by());
      expect(list.value.prisons).to.deep.equal([
        {
          siteId: stage.prisonId,
          name: 'HMP Synthetic',
          stations: [{ stationId: stage.stationId, name: 'Tablet' }],
          blocks: list.value.prisons[0]?.blocks,
        },
      ]);
    });

    it('A11 is of a time that is to come, of a station of the prison, and once', async () => {
      const asking = prison.blocking('09:00', '10:00');
      await prison.isRefused('addStationBlock', asking);
      const elsewhere = await stage.addStation(await stage.addPrison());
      const wrong = [
        { stationId: elsewhere },
        { endsAt: stage.at('09:00') },
        { startsAt: '2020-01-01T09:00:00.000Z', endsAt: '2020-01-01T10:00:00.000Z' },
        { endsAt: '2099-01-01T10:00:00.000Z' },
      ];
      for (const over of wrong) {
        const body = { ...asking.body, ...over };
        await askRefused(running, 'addStationBlock', { ...asking, body, code: 'invalid' });
      }
      await ask(running, 'addStationBlock', asking);
      const again = await askRefused(running, 'addStationBlock', {
        ...prison.blocking('09:59', '11:00'),
        code: 'conflict',
      });
      expect(again.detail).to.equal('this station is blocked already for a part of that time');
      await prison.block('10:00', '11:00');
    });

    it('is listed for the prisons in which somebody works, and for no others', async () => {
      await prison.block('09:00', '10:00');
      for (const role of ['booker', 'clinician', 'manager', 'administrator'] as const) {
        const person = await stage.join(role);
        await askRefused(running, 'listStationBlocks', { ...prison.by(person), code: 'forbidden' });
      }
      const other = await stage.addPrison();
      const elsewhere = await stage.join('prison-healthcare', [other]);
      const { prisons } = (await ask(running, 'listStationBlocks', prison.by(elsewhere))).value;
      expect(prisons).to.deep.equal([{ siteId: other, name: 'HMP Synthetic', stations: [], blocks: [] }]);
    });
  });

  describe('something else that a patient has on', () => {
    it('A07 warns, names the kind and nothing else, and needs a reason; A10 keeps it with the name', async () => {
      const referral = await stage.refer();
      await prison.add(referral.patient.patientId, 'visit', { starts: '09:00', ends: '10:00' });
      const { times, clashes } = await prison.offered(referral);
      expect(times).to.deep.equal(['09:05', '09:35', '10:05', '10:35']);
      expect(clashes).to.deep.equal(['visit', 'visit', 'visit', '']);
      const refused = await askRefused(running, 'holdTime', {
        ...prison.holding(referral, '09:35'),
        code: 'reason-needed',
      });
      expect(refused.detail).to.equal('the patient has a visit: say why the clinic is booked all the same');
      const held = (await ask(running, 'holdTime', prison.holding(referral, '09:35', 'It cannot wait')))
        .value;
      const booking = await stage.confirm(held);
      const clash = { kinds: ['visit'], reason: 'It cannot wait', byName: stage.nurse.name };
      expect(booking.clash).to.deep.equal(clash);
      expect((await prison.list()).map((one) => one.clash)).to.deep.equal([clash]);
      const [entry] = await prison.entries('booking.held');
      expect(entry?.detail).to.include({ clash: 'visit' });
      expect(JSON.stringify(entry)).not.to.contain('cannot wait');
    });

    it('A10 is over once the booking is moved to where nothing else is, and needs a reason where something is', async () => {
      const referral = await stage.refer();
      await prison.add(referral.patient.patientId, 'legal-visit', { starts: '09:00', ends: '10:00' });
      const held = (await ask(running, 'holdTime', prison.holding(referral, '09:05', 'It cannot wait')))
        .value;
      const booking = await stage.confirm(held);
      const { stationId, sessionId } = stage;
      const move = (version: number, clock: string, reason = {}) => ({
        ...prison.by(),
        params: { bookingId: booking.bookingId },
        body: { version, sessionId, stationId, startsAt: stage.at(clock), ...reason },
      });
      const free = (await ask(running, 'moveBooking', move(booking.version, '10:35'))).value;
      expect(free.clash).to.equal(null);
      await askRefused(running, 'moveBooking', { ...move(free.version, '09:35'), code: 'reason-needed' });
      const back = await ask(
        running,
        'moveBooking',
        move(free.version, '09:35', { clashReason: 'The lawyer agrees' }),
      );
      expect(back.value.clash).to.deep.equal({
        kinds: ['legal-visit'],
        reason: 'The lawyer agrees',
        byName: stage.nurse.name,
      });
    });

    it('A07 counts half an hour around a court hearing by video', async () => {
      const referral = await stage.refer();
      // 09:35 is back in the cell at 10:10, and 09:05 at 09:40.
      await prison.add(referral.patient.patientId, 'court-video', { starts: '10:30', ends: '11:00' });
      expect((await prison.offered(referral)).clashes).to.deep.equal([
        '',
        'court-video',
        'court-video',
        'court-video',
      ]);
    });

    it('A07 is another booking of the patient, too: that is taken', async () => {
      const { patient } = await stage.refer();
      const body = { patientId: patient.patientId, service: 'Dermatology', priority: 'routine' as const };
      const referrals = [];
      for (let n = 0; n < 2; n += 1) {
        referrals.push((await ask(running, 'addReferral', { ...prison.by(), body })).value);
      }
      const [first, second] = referrals;
      if (first === undefined || second === undefined) throw new Error('two were made');
      await stage.book('09:05', first.referralId);
      await askRefused(running, 'holdTime', {
        ...prison.holding(second, '09:35', 'It cannot wait'),
        code: 'taken',
      });
    });

    it('A07 refuses over a transfer, whatever the reason', async () => {
      const referral = await stage.refer();
      await prison.add(referral.patient.patientId, 'transfer', { starts: '10:00' });
      const { times, gaps } = await prison.offered(referral);
      expect(times).to.deep.equal(['09:05']);
      expect(gaps).to.deep.equal({ 'patient-taken': 3, 'over-lock-up': 2 });
      const refused = await askRefused(running, 'holdTime', {
        ...prison.holding(referral, '10:05', 'It cannot wait'),
        code: 'conflict',
      });
      expect(refused.detail).to.equal('the patient has a transfer: nobody can bring them');
      await stage.book('09:05', referral.referralId);
    });

    it('A08 lasts to the end of the day without an end, and may be at any time of it without a time', async () => {
      const [open, allDay] = [await stage.refer(), await stage.refer()];
      await prison.add(open.patient.patientId, 'visit', { starts: '10:15' });
      expect((await prison.offered(open)).clashes).to.deep.equal(['', '', 'visit', 'visit']);
      await prison.add(allDay.patient.patientId, 'court');
      await prison.add(allDay.patient.patientId, 'visit', { onDate: addDays(stage.date, 1) });
      expect((await prison.offered(allDay)).clashes).to.deep.equal(['court', 'court', 'court', 'court']);
      const refused = await askRefused(running, 'holdTime', {
        ...prison.holding(allDay, '09:05'),
        code: 'reason-needed',
      });
      expect(refused.detail).to.equal(
        'the patient has a court appearance at a time of that day that is not known: say why the clinic is booked all the same',
      );
    });

    it('A38 is never shown to a hospital, nor to the clinician: busy shows as busy', async () => {
      const referral = await stage.refer();
      await prison.add(referral.patient.patientId, 'legal-visit', { starts: '09:00', ends: '10:00' });
      const { times, gaps } = await prison.offered(referral, stage.booker);
      expect(times).to.deep.equal(['10:35']);
      expect(gaps).to.deep.equal({ 'patient-taken': 3, 'over-lock-up': 2 });
      for (const reason of [undefined, 'It cannot wait']) {
        const asking = { ...prison.holding(referral, '09:05', reason), ...prison.by(stage.booker) };
        const refused = await askRefused(running, 'holdTime', { ...asking, code: 'conflict' });
        expect(refused.detail).to.equal('the patient is not free at that time');
      }
      const held = (await ask(running, 'holdTime', prison.holding(referral, '09:05', 'It cannot wait')))
        .value;
      const booking = await stage.confirm(held);
      expect(booking.clash).to.not.equal(null);
      for (const person of [stage.booker, stage.clinician]) {
        expect((await prison.read(booking, person)).clash).to.equal(null);
        expect((await prison.list(person)).map(({ clash }) => clash)).to.deep.equal([null]);
        const asking = { ...prison.by(person), params: { patientId: referral.patient.patientId } };
        await askRefused(running, 'listPersonEvents', { ...asking, code: 'forbidden' });
      }
    });

    it('is listed, answers with the bookings of its time, and is taken back', async () => {
      const booking = await stage.book('09:35');
      const { patientId } = booking.patient;
      const params = { patientId };
      const { event, bookings } = await prison.add(patientId, 'court', { starts: '10:00' });
      expect(event).to.deep.equal({
        eventId: event.eventId,
        kind: 'court',
        onDate: stage.date,
        startsAt: stage.at('10:00'),
        endsAt: null,
        source: 'staff',
        external: true,
      });
      expect(bookings.map(({ bookingId }) => bookingId)).to.deep.equal([booking.bookingId]);
      expect(await prison.read(booking)).to.deep.equal(booking);
      const list = async () =>
        (await ask(running, 'listPersonEvents', { ...prison.by(), params })).value.events;
      expect(await list()).to.deep.equal([event]);
      await prison.isRefused('listPersonEvents', { params });
      await prison.isRefused('addPersonEvent', prison.adding(patientId, 'visit'));
      const removal = { params: { eventId: event.eventId } };
      await prison.isRefused('removePersonEvent', removal);
      await ask(running, 'removePersonEvent', { ...prison.by(), ...removal });
      expect(await list()).to.deep.equal([]);
      await askRefused(running, 'removePersonEvent', { ...prison.by(), ...removal, code: 'not-found' });
      expect(await stage.trail('event.')).to.deep.equal(['event.added', 'event.removed']);
      // When somebody is at a hospital outside is a secret (A36), and so is not in the trail.
      const [entry] = await prison.entries('event.added');
      expect(entry?.detail).to.deep.equal({ eventId: event.eventId, kind: 'court' });
    });

    it('is refused with an end and no start, an end before the start, and on a day that is over', async () => {
      const { patient } = await stage.refer();
      for (const times of [
        { ends: '10:00' },
        { starts: '10:00', ends: '10:00' },
        { onDate: '2020-01-01' },
        { onDate: '2027-03-28', starts: '01:30' },
      ]) {
        await askRefused(running, 'addPersonEvent', {
          ...prison.adding(patient.patientId, 'visit', times),
          code: 'invalid',
        });
      }
    });
  });
});
