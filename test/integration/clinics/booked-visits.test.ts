import { expect } from 'chai';
import type { BookingId } from '../../../domain/ids.ts';
import { addDays, instantOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import {
  addBooking,
  beginBookedVisit,
  bookingIs,
  bookNow,
  ringInto,
  visitAt,
} from '../../support/booked-visit.ts';
import { eventually } from '../../support/eventually.ts';
import {
  clinicianHears,
  pressAt,
  ringOf,
  stationHears,
  stationReads,
  trailHas,
  valueOf,
} from '../../support/hearing.ts';
import { ask } from '../../support/rest-client.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';

const sources = { microphone: 'on', camera: 'on' } as const;
const words = { advice: 'Cream twice a day.', note: 'Synthetic note.' } as const;
const outcome = { nextStep: 'follow-up-video', ...words } as const;
/** Of a visit that is not the last of its booking. */
const cutShort = { disposition: 'technical-failure', ...words } as const;

async function clinicianReads(socket: SocketClient) {
  const { state } = valueOf(await socket.say('state:read', {}));
  if (state.kind !== 'clinician') throw new Error(`the state of a ${state.kind}`);
  return state;
}

describe('a booked visit', function () {
  this.timeout(30_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create({ servers: 2 });
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  it('is started by its clinician, once, and both sides are let into its room', async () => {
    const numbers = { nhsNumber: '9990000018', prisonNumber: 'A1234BC' };
    const { host, station, booking, bookingId } = await bookNow(world, place, numbers);
    const elsewhere = await world.connect(host, 1);
    const [first, second] = await Promise.all([
      host.socket.say('visit:start', { bookingId }),
      elsewhere.say('visit:start', { bookingId }),
    ]);
    const { visitId, roomId } = valueOf(first);
    expect(valueOf(second)).to.deep.equal({ visitId, roomId });
    const heard = await stationHears(station, 'visit:started');
    expect(heard.visit).to.deep.include({
      visitId,
      roomId,
      clinicianName: host.name,
      otherClinicians: [],
      lostSound: null,
      clinicianLostAt: null,
    });
    expect(heard.call).to.equal(null);
    const { presence, visit } = await clinicianHears(host.socket, 'visit:started');
    expect(presence).to.deep.equal({ state: 'busy', visitId });
    expect(visit).to.deep.include({ visitId, role: 'lead', kind: 'booking', leadName: host.name });
    expect(visit?.card).to.deep.include({
      kind: 'booking',
      bookingId,
      roomId,
      service: 'Dermatology',
      patient: {
        patientId: booking.patientId,
        name: 'Ann Example',
        dateOfBirth: '1980-02-29',
        ...numbers,
      },
      officer: 'outside',
      noteForStaff: 'Brings a dressing.',
    });
    for (const socket of [host.socket, station]) {
      expect(valueOf(await socket.say('room:join', { roomId, sources }))).to.include({ admitted: true });
    }
    valueOf(await host.socket.say('room:set-source', { source: 'camera', state: 'off' }));
    expect(await bookingIs(world, bookingId)).to.equal('running');
    expect((await world.trail(place)).filter((action) => action === 'visit.started')).to.have.length(1);
  });

  for (const by of ['clinician', 'station'] as const) {
    it(`is done once the ${by} has hung up, and the station is told what was agreed`, async () => {
      const { host, station, bookingId, visitId } = await beginBookedVisit(world, place);
      valueOf(await (by === 'station' ? station : host.socket).say('visit:end', { visitId }));
      expect(await bookingIs(world, bookingId)).to.equal('done');
      const ended = await clinicianHears(host.socket, 'call:ended');
      expect(ended.presence.state).to.equal('wrap-up');
      expect(ended.missingOutcomes.map((one) => [one.visitId, one.card.kind])).to.deep.equal([
        [visitId, 'booking'],
      ]);
      valueOf(await host.socket.say('outcome:record', { visitId, ...outcome }));
      expect(await host.socket.say('visit:start', { bookingId })).to.deep.include({
        code: 'wrong-phase',
        message: 'this booking is done',
      });
      const { visit, lastVisit } = await stationHears(
        station,
        'outcome:recorded',
        (state) => state.lastVisit?.outcome !== null,
      );
      expect(visit).to.equal(null);
      expect(lastVisit).to.deep.include({
        visitId,
        reason: `${by}-hung-up`,
        clinicianName: host.name,
      });
      expect(lastVisit?.outcome).to.deep.include({
        disposition: 'clinic-arranges',
        advice: 'Cream twice a day.',
      });
      expect(JSON.stringify(lastVisit)).not.to.contain('Synthetic note');
      expect((await clinicianReads(host.socket)).missingOutcomes).to.deep.equal([]);
      await trailHas(world, place, 'visit.started', 'visit.ended', 'outcome.recorded');
    });
  }

  it('is nothing that anybody else can start', async () => {
    const { station, bookingId } = await bookNow(world, place);
    const colleague = await world.onCall(place);
    expect(await colleague.socket.say('visit:start', { bookingId })).to.deep.include({
      code: 'forbidden',
      message: 'only the clinician of a booking can start its visit',
    });
    const stranger = await world.onCall(await world.addPlace());
    expect(await stranger.socket.say('visit:start', { bookingId })).to.deep.include({ code: 'not-found' });
    expect(await station.sayAnything('visit:start', { bookingId })).to.deep.include({
      code: 'unknown-command',
    });
    const unknown = world.deps.newId() as BookingId;
    expect(await colleague.socket.say('visit:start', { bookingId: unknown })).to.deep.include({
      code: 'not-found',
    });
    expect(await bookingIs(world, bookingId)).to.equal('booked');
  });

  it('begins a quarter of an hour early at most, and on the day of its clinic only', async () => {
    const { host, enrolled } = await bookNow(world, place);
    const where = { ...place, clinicianId: host.clinicianId, stationId: enrolled.stationId };
    const { store } = world.deps;
    const early = await addBooking(store, where, { beginsInMinutes: 16 });
    expect(await host.socket.say('visit:start', { bookingId: early.id })).to.deep.include({
      code: 'wrong-phase',
    });
    const yesterday = addDays(wallDateOf(new Date()), -1);
    const sinceThen = (Date.now() - instantOf(`${yesterday}T12:00`).getTime()) / 60_000;
    const late = await addBooking(store, where, { beginsInMinutes: -sinceThen });
    expect(await host.socket.say('visit:start', { bookingId: late.id })).to.deep.include({
      code: 'wrong-phase',
      message: 'the day of this booking is over',
    });
    const soon = await addBooking(store, where, { beginsInMinutes: 14 });
    valueOf(await host.socket.say('visit:start', { bookingId: soon.id }));
  });

  it('is refused for a booking that is cancelled', async () => {
    const { host, bookingId } = await bookNow(world, place);
    await world.deps.store.transact(({ clinics }) =>
      clinics.releaseBooking(bookingId, 'cancelled', { code: 'lockdown', text: null, by: host.clinicianId }),
    );
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include({
      code: 'wrong-phase',
      message: 'this booking is held or cancelled',
    });
  });

  it('is refused while the station is not free', async () => {
    const { host, station, enrolled, bookingId } = await bookNow(world, place);
    const where = { ...place, clinicianId: host.clinicianId, stationId: enrolled.stationId };
    valueOf(await host.socket.say('presence:set', { to: 'paused', reason: 'other-work' }));
    const { callId } = valueOf(await station.say('call:start', {}));
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include({
      code: 'conflict',
      message: 'an urgent call is open at the station',
    });
    valueOf(await station.say('call:cancel', { callId }));
    const other = await world.onCall(place);
    const theirs = await addBooking(world.deps.store, { ...where, clinicianId: other.clinicianId });
    valueOf(await other.socket.say('visit:start', { bookingId: theirs.id }));
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include({
      code: 'conflict',
      message: 'another visit runs at the station',
    });
    const { token } = await world.addPerson(place, ['administrator']);
    const { stationId } = enrolled;
    await ask({ url: world.server(0).url }, 'revokeStation', { token, params: { stationId } });
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include({
      code: 'conflict',
      message: 'the station of this booking is not in use; move the booking to another one',
    });
    await eventually(async () =>
      (await clinicianReads(other.socket)).visit === null ? undefined : 'the visit goes on',
    );
  });

  it('is refused while its clinician is rung or with another patient', async () => {
    const { host, bookingId } = await bookNow(world, place);
    const { callId } = await pressAt(world, place);
    const offerId = await ringOf(host.socket, callId);
    const busy = { code: 'conflict', message: 'you are with another patient, or a call rings at you' };
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include(busy);
    const { visitId } = valueOf(await host.socket.say('offer:accept', { offerId }));
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include(busy);
    valueOf(await host.socket.say('visit:end', { visitId }));
    expect((await clinicianReads(host.socket)).presence.state).to.equal('wrap-up');
    valueOf(await host.socket.say('visit:start', { bookingId }));
    const { presence, missingOutcomes } = await clinicianReads(host.socket);
    expect(presence.state).to.equal('busy');
    expect(missingOutcomes.map((one) => one.visitId)).to.deep.equal([visitId]);
  });

  it('occupies its clinician: no call rings at them, and a pause goes on after it', async () => {
    const { host, bookingId } = await bookNow(world, place);
    valueOf(await host.socket.say('presence:set', { to: 'paused', reason: 'other-work' }));
    const { visitId } = valueOf(await host.socket.say('visit:start', { bookingId }));
    const other = await world.onCall(place);
    const { callId } = await pressAt(world, place);
    await ringOf(other.socket, callId);
    expect((await clinicianReads(host.socket)).offer).to.equal(null);
    valueOf(await host.socket.say('visit:end', { visitId }));
    valueOf(await host.socket.say('outcome:record', { visitId, ...outcome }));
    expect((await clinicianReads(host.socket)).presence).to.include({
      state: 'paused',
      reason: 'other-work',
    });
  });

  it('ends for an urgent press at its station, which is never refused, and can be started again', async () => {
    const { host, station, bookingId, visitId, roomId } = await beginBookedVisit(world, place);
    valueOf(await station.say('room:join', { roomId, sources }));
    const onCall = await world.onCall(place);
    const { callId } = valueOf(await station.say('call:start', {}));
    await ringOf(onCall.socket, callId);
    const { visit, call, lastVisit } = await stationReads(station);
    expect([visit, call?.callId]).to.deep.equal([null, callId]);
    expect(lastVisit).to.deep.include({ visitId, reason: 'urgent-call', outcome: null });
    const ended = await clinicianHears(host.socket, 'call:ended', (state) => state.visit === null);
    expect(ended.presence.state).to.equal('wrap-up');
    expect(await host.socket.say('room:join', { roomId, sources })).to.deep.include({ code: 'not-found' });
    expect(await bookingIs(world, bookingId)).to.equal('running');

    valueOf(await station.say('call:cancel', { callId }));
    const again = valueOf(await host.socket.say('visit:start', { bookingId }));
    expect(again.visitId).not.to.equal(visitId);
    expect(again.roomId).not.to.equal(roomId);
    // What was written up of the first does not end the second.
    const early = await host.socket.say('outcome:record', { visitId, ...outcome });
    expect(early).to.deep.include({ ok: false, code: 'invalid' });
    valueOf(await host.socket.say('outcome:record', { visitId, ...cutShort }));
    expect(await bookingIs(world, bookingId)).to.equal('running');
    valueOf(await host.socket.say('visit:end', { visitId: again.visitId }));
    expect(await bookingIs(world, bookingId)).to.equal('done');
    await trailHas(
      world,
      place,
      'visit.started',
      'visit.ended',
      'call.placed',
      'visit.started',
      'visit.ended',
    );
  });

  it('and a press at the same moment leave the call, and never both', async () => {
    const rounds = await Promise.all(Array.from({ length: 8 }, () => bookNow(world, place)));
    await Promise.all(
      rounds.map(async ({ host, station, bookingId }) => {
        const [started, pressed] = await Promise.all([
          host.socket.say('visit:start', { bookingId }),
          station.say('call:start', {}),
        ]);
        expect(pressed.ok).to.equal(true);
        if (!started.ok) expect(started.code).to.equal('conflict');
        const { call, visit } = await stationReads(station);
        expect([call === null, visit]).to.deep.equal([false, null]);
      }),
    );
  });

  it('is done by the outcome of one that was cut short', async () => {
    const { host, station, bookingId, visitId } = await beginBookedVisit(world, place);
    const { callId } = valueOf(await station.say('call:start', {}));
    valueOf(await station.say('call:cancel', { callId }));
    expect(await bookingIs(world, bookingId)).to.equal('running');
    valueOf(await host.socket.say('outcome:record', { visitId, ...outcome }));
    expect(await bookingIs(world, bookingId)).to.equal('done');
  });

  it('is not passed on to a queue', async () => {
    const { host, visitId } = await beginBookedVisit(world, place);
    const [queue] = valueOf(await host.socket.say('board:read', {})).queues;
    if (queue === undefined) throw new Error('the organisation has no queue');
    const passing = { visitId, queueId: queue.queueId, note: 'Synthetic.' };
    expect(await host.socket.say('visit:pass-on', passing)).to.deep.include({
      code: 'wrong-phase',
      message: 'a booked visit is in no queue: ask a colleague in and hand it over to them',
    });
    expect((await clinicianReads(host.socket)).visit?.visitId).to.equal(visitId);
  });

  it('needs of a second clinician what calls of its prison need, and tells who was asked what became of it', async () => {
    await world.changeQueue(place, { requiredSkills: ['prison-clearance'] });
    const { host, visitId, roomId } = await beginBookedVisit(world, place);
    expect((await clinicianReads(host.socket)).visit?.card.requiredSkills).to.deep.equal([
      'prison-clearance',
    ]);
    const second = await world.onCall(place);
    const asked = { visitId, clinicianId: second.clinicianId, kind: 'consult' } as const;
    expect(await host.socket.say('visit:invite', asked)).to.deep.include({ code: 'conflict' });
    await world.deps.store.transact(({ queues }) =>
      queues.setProfile(second.clinicianId, { skills: ['prison-clearance'], phone: null }),
    );
    valueOf(await host.socket.say('visit:invite', asked));
    const offerId = await ringInto(second.socket, roomId);
    const { offer } = await clinicianReads(second.socket);
    expect(offer?.card).to.deep.include({ kind: 'booking', service: 'Dermatology' });
    valueOf(await second.socket.say('offer:decline', { offerId, reason: 'with-a-patient' }));
    const { visit } = await clinicianHears(
      host.socket,
      'visit:changed',
      (state) => state.visit?.others.length === 0,
    );
    expect(visit?.visitId).to.equal(visitId);
    await trailHas(world, place, 'visit.invited', 'offer.declined');
  });

  it('ends when its clinician is disabled, without anybody else being rung', async () => {
    const { host, station, bookingId, visitId } = await beginBookedVisit(world, place);
    await world.onCall(place);
    const { token } = await world.addPerson(place, ['administrator']);
    const params = { personId: host.personId };
    await ask({ url: world.server(0).url }, 'disablePerson', { token, params });
    const { visit, lastVisit, call } = await stationHears(
      station,
      'call:ended',
      (state) => state.visit === null,
    );
    expect([visit, call]).to.deep.equal([null, null]);
    expect(lastVisit).to.deep.include({ visitId, reason: 'clinician-removed' });
    expect(await bookingIs(world, bookingId)).to.equal('running');
    expect(await world.trail(place)).not.to.include('call.requeued');
  });

  it('is announced at its station by its time alone', async () => {
    const numbers = { prisonNumber: 'A1234BC' };
    const { host, station, bookingId } = await bookNow(world, place, numbers);
    const { nextBooking } = await stationReads(station);
    const view = await world.deps.store.reads.findBookingView(bookingId);
    expect(nextBooking).to.deep.equal({ startsAt: view?.startsAt, expectedAt: null });
    const shown = JSON.stringify(await stationReads(station));
    for (const secret of ['Dermatology', 'Ann Example', 'A1234BC', host.name]) {
      expect(shown, secret).not.to.contain(secret);
    }
    const { visitId } = valueOf(await host.socket.say('visit:start', { bookingId }));
    expect((await stationReads(station)).nextBooking).to.equal(null);
    valueOf(await host.socket.say('visit:end', { visitId }));
    expect((await stationReads(station)).nextBooking).to.equal(null);
  });
});

describe('a booked visit that is lost', function () {
  this.timeout(90_000);

  it('ends after the grace, from either side, without a call-back, and can be started again', async () => {
    await using world = await World.create({ graces: { graceVisitSeconds: 12 } });
    const place = await world.addPlace();
    const { host, station, enrolled, bookingId, visitId } = await beginBookedVisit(world, place);
    host.socket.close();
    await eventually(async () => {
      const { lastVisit } = await stationReads(station);
      return lastVisit?.visitId === visitId ? undefined : 'it goes on';
    }, 40_000);
    expect((await stationReads(station)).lastVisit).to.include({ reason: 'clinician-lost' });
    expect(await bookingIs(world, bookingId)).to.equal('running');

    const back = await world.connect(host);
    const again = valueOf(await back.say('visit:start', { bookingId }));
    expect(visitAt(await stationReads(station))?.visitId).to.equal(again.visitId);
    station.close();
    await eventually(async () => {
      const { visit } = await clinicianReads(back);
      return visit === null ? undefined : 'it goes on';
    }, 40_000);
    const { missingOutcomes, presence } = await clinicianReads(back);
    expect(missingOutcomes.map((one) => [one.visitId, one.reason])).to.have.deep.members([
      [visitId, 'clinician-lost'],
      [again.visitId, 'station-lost'],
    ]);
    expect(presence.state).to.equal('wrap-up');
    expect(await bookingIs(world, bookingId)).to.equal('running');
    const stationAgain = await world.connect(enrolled);
    expect((await stationReads(stationAgain)).callBack).to.equal(null);
    valueOf(await back.say('visit:start', { bookingId }));
    expect(await world.trail(place)).not.to.include('call-back.opened');
  });
});
