import { expect } from 'chai';
import type { CallId } from '../../../domain/ids.ts';
import type { VisitOrigin } from '../../../domain/visits/visit.ts';
import { beginVisitOf, ringInto, visitAt, visitOrigins } from '../../support/booked-visit.ts';
import { eventually } from '../../support/eventually.ts';
import { beginVisit } from '../../support/guests.ts';
import {
  clinicianHears,
  ringOf,
  stationHears,
  stationReads,
  trailHas,
  valueOf,
} from '../../support/hearing.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';

const sources = { microphone: 'on', camera: 'on' } as const;
const lostClinicianSeconds = { immediate: 5, urgent: 5, soon: 5 };

/** A visit with both sides in its room. */
async function visitInRoom(origin: VisitOrigin['kind'], world: World, place: Place) {
  const visit = await beginVisitOf(origin, world, place);
  const { roomId } = visit;
  valueOf(await visit.host.socket.say('room:join', { roomId, sources }));
  valueOf(await visit.station.say('room:join', { roomId, sources }));
  return visit;
}

/** What the station is told of its visit, once the clinician is lost, or there again. */
async function visitOnce(station: SocketClient, wanted: 'lost' | 'there') {
  return found(async () => {
    const visit = visitAt(await stationReads(station));
    return visit !== null && (visit.clinicianLostAt !== null) === (wanted === 'lost') ? visit : undefined;
  });
}

async function found<T>(read: () => Promise<T | undefined>): Promise<T> {
  let value: T | undefined;
  await eventually(async () => {
    value = await read();
    return value === undefined ? 'not yet' : undefined;
  }, 30_000);
  if (value === undefined) throw new Error('it was found');
  return value;
}

describe('a clinician who is not in the room of their visit', function () {
  this.timeout(60_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create({ servers: 2 });
  });
  beforeEach(async () => {
    place = await world.addPlace();
    await world.changeQueue(place, { lostClinicianSeconds, ringSeconds: 60 });
  });
  after(() => world[Symbol.asyncDispose]());

  it('of a booking is told to the station, whose staff ring the clinic, and to the board', async () => {
    const { host, station, visitId } = await visitInRoom('booking', world, place);
    await world.connect(host, 1);
    host.socket.close();
    expect(await visitOnce(station, 'lost')).to.include({ clinicianName: host.name });
    const other = await world.onCall(place);
    const { clinicians } = valueOf(await other.socket.say('board:read', {}));
    expect(clinicians.find(({ name }) => name === host.name)?.lostAt).to.be.a('string');
    expect(await station.say('visit:find-another', { visitId })).to.deep.include({
      code: 'wrong-phase',
      message: 'nobody else is on call for a booked visit: ring the clinic',
    });
    expect(visitAt(await stationReads(station))?.visitId).to.equal(visitId);
  });

  it('is told to the station and the board, also with another page open; another one is found, with its age kept', async () => {
    const { host, station, originId: callId, visitId } = await visitInRoom('call', world, place);
    const { call: before } = await stationReads(station);
    const tooEarly = await station.say('visit:find-another', { visitId });
    expect(tooEarly).to.deep.include({ code: 'wrong-phase', message: 'the clinician is in the visit again' });
    const next = await world.onCall(place);
    await world.connect(host, 1);
    host.socket.close();
    expect(await visitOnce(station, 'lost')).to.include({ clinicianName: host.name });
    const { clinicians } = valueOf(await next.socket.say('board:read', {}));
    const onBoard = clinicians.map(({ name, lostAt }) => [name, lostAt !== null]);
    expect(onBoard).to.have.deep.members([
      [host.name, true],
      [next.name, false],
    ]);

    valueOf(await station.say('visit:find-another', { visitId }));
    await ringOf(next.socket, callId as CallId);
    const again = await stationHears(
      station,
      'call:ringing',
      ({ call }) => call?.life.phase === 'ringing' && call.life.requeued !== null,
    );
    expect(again.call?.placedAt).to.equal(before?.placedAt);
    expect(again.call?.life).to.have.property('requeued').that.deep.includes({
      why: 'clinician-lost',
      clinicianName: host.name,
    });
    const back = await world.connect(host);
    const { state } = valueOf(await back.say('state:read', {}));
    const missing = state.kind === 'clinician' ? state.missingOutcomes : [];
    expect(missing.map((one) => [one.visitId, one.reason])).to.deep.equal([[visitId, 'clinician-lost']]);
    await trailHas(world, place, 'visit.clinician-lost', 'call.requeued');
  });

  for (const origin of visitOrigins) {
    describe(`by a ${origin}`, () => {
      it('who comes back is there again, and nobody else is looked for', async () => {
        const { host, station, visitId, roomId } = await visitInRoom(origin, world, place);
        host.socket.close();
        await visitOnce(station, 'lost');
        const back = await world.connect(host);
        valueOf(await back.say('room:join', { roomId, sources }));
        await visitOnce(station, 'there');
        expect(await station.say('visit:find-another', { visitId })).to.deep.include({ code: 'wrong-phase' });
        await trailHas(world, place, 'visit.clinician-lost', 'visit.clinician-back');
        expect(await world.trail(place)).not.to.include('call.requeued');
      });

      it('leaves the visit to a second who has joined it', async () => {
        const { host, station, visitId, roomId } = await visitInRoom(origin, world, place);
        const second = await world.onCall(place);
        const asked = { visitId, clinicianId: second.clinicianId, kind: 'consult' } as const;
        valueOf(await host.socket.say('visit:invite', asked));
        valueOf(await second.socket.say('offer:accept', { offerId: await ringInto(second.socket, roomId) }));
        host.socket.close();
        await visitOnce(station, 'lost');
        await clinicianHears(second.socket, 'visit:changed', ({ visit }) => visit?.leadLostAt !== null);
        valueOf(await station.say('visit:find-another', { visitId }));
        expect(visitAt(await stationReads(station))).to.deep.include({
          visitId,
          clinicianName: second.name,
          clinicianLostAt: null,
        });
        await trailHas(world, place, 'visit.clinician-lost', 'visit.handed-over');
      });
    });
  }

  it('is nothing that others can say', async () => {
    const { host, visitId } = await visitInRoom('call', world, place);
    expect(await host.socket.sayAnything('visit:find-another', { visitId })).to.deep.include({
      code: 'unknown-command',
    });
    const elsewhere = await beginVisit(world, place);
    expect(await elsewhere.station.say('visit:find-another', { visitId })).to.deep.include({
      code: 'forbidden',
    });
    const other = await beginVisit(world, await world.addPlace());
    expect(await other.station.say('visit:find-another', { visitId })).to.deep.include({
      code: 'not-found',
    });
  });
});

describe('a clinician who has another page open', function () {
  this.timeout(60_000);

  it('but is not in the room for the whole grace leaves no patient alone either', async () => {
    await using world = await World.create({ graces: { graceVisitSeconds: 12 } });
    const place = await world.addPlace();
    const { host, station, originId: callId } = await visitInRoom('call', world, place);
    const next = await world.onCall(place);
    const otherPage = await world.connect(host);
    host.socket.close();
    await eventually(
      async () => ((await world.trail(place)).includes('call.requeued') ? undefined : 'no'),
      40_000,
    );
    await ringOf(next.socket, callId as CallId);
    const { call } = await stationReads(station);
    expect(call?.life).to.have.property('requeued').that.includes({ why: 'clinician-lost' });
    expect(valueOf(await otherPage.say('state:read', {})).state).to.have.property('visit', null);
  });
});
