import { expect } from 'chai';
import type { VisitId } from '../../../domain/ids.ts';
import { beginBookedVisit } from '../../support/booked-visit.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { eventually } from '../../support/eventually.ts';
import { beginVisit, guestHears, guestInLobby, invite } from '../../support/guests.ts';
import { stationHears, stationReads, trailHas, valueOf } from '../../support/hearing.ts';
import { ask } from '../../support/rest-client.ts';
import { createMigratedDatabase } from '../../support/services.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';

const sources = { microphone: 'on', camera: 'on' } as const;
const back = { code: 'wrong-phase', message: 'the patient has left: a visit does not go back' };

const moveOn = (host: SocketClient, visitId: VisitId, to: 'main' | 'debrief') =>
  host.say('visit:move-on', { visitId, to });

async function partAt(station: SocketClient): Promise<string | undefined> {
  return (await stationReads(station)).visit?.progress.part;
}

describe('A47 the parts of a booked visit', function () {
  this.timeout(40_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create({ servers: 2 });
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  it('A47 go forward by its clinician alone, and the station is told each', async () => {
    const { host, station, bookingId, visitId } = await beginBookedVisit(world, place);
    expect(await partAt(station)).to.equal('pre');
    expect(await moveOn(host.socket, visitId, 'debrief')).to.deep.include({
      code: 'wrong-phase',
      message: 'the patient has not been in the room yet',
    });
    expect(await station.sayAnything('visit:move-on', { visitId, to: 'main' })).to.deep.include({
      code: 'unknown-command',
    });
    const colleague = await world.onCall(place);
    expect(await moveOn(colleague.socket, visitId, 'main')).to.deep.include({ code: 'forbidden' });
    valueOf(await moveOn(host.socket, visitId, 'main'));
    valueOf(await moveOn(host.socket, visitId, 'main'));
    await stationHears(station, 'visit:changed', ({ visit }) => visit?.progress.part === 'main');
    valueOf(await moveOn(host.socket, visitId, 'debrief'));
    await stationHears(station, 'visit:changed', ({ visit }) => visit?.progress.part === 'debrief');
    expect(await moveOn(host.socket, visitId, 'main')).to.deep.include(back);
    const trail = (await world.trail(place)).filter((action) => action === 'visit.moved-on');
    expect(trail).to.have.length(2);
    const { value } = await ask(world.server(0), 'readBookingCourse', {
      token: host.token,
      params: { bookingId },
    });
    expect(value.parts.map(({ part, byName }) => [part, byName])).to.deep.equal([
      ['pre', host.name],
      ['main', host.name],
      ['debrief', host.name],
    ]);
  });

  it('A47 stay at the debrief when the visit is started again: the station cannot rejoin the patient’s side', async () => {
    const { host, station, bookingId, visitId } = await beginBookedVisit(world, place);
    valueOf(await moveOn(host.socket, visitId, 'main'));
    valueOf(await moveOn(host.socket, visitId, 'debrief'));
    valueOf(await station.say('visit:end', { visitId }));
    const again = valueOf(await host.socket.say('visit:start', { bookingId }));
    expect(await partAt(station)).to.equal('debrief');
    expect(await moveOn(host.socket, again.visitId, 'main')).to.deep.include(back);
  });

  it('A47 put family and interpreter out at the debrief, who cannot come back; professionals stay', async () => {
    const visit = await beginBookedVisit(world, place);
    const { host, station, visitId, roomId } = visit;
    valueOf(await moveOn(host.socket, visitId, 'main'));
    const family = await guestInLobby(world, visit, { role: 'family', server: 1 });
    const interpreter = await guestInLobby(world, visit, { role: 'interpreter' });
    const gp = await guestInLobby(world, visit, { role: 'gp' });
    const unused = await invite(host.socket, visitId, 'family');
    for (const { guestId } of [family, gp])
      valueOf(await host.socket.say('guest:admit', { visitId, guestId }));
    await guestHears(family.socket, 'visit:changed', (state) => state.life.phase === 'admitted');
    valueOf(await family.socket.say('guest:enter', {}));
    const joined = valueOf(await family.socket.say('room:join', { roomId, sources }));
    valueOf(await station.say('room:join', { roomId, sources }));

    valueOf(await moveOn(host.socket, visitId, 'debrief'));
    await station.hear('room:participant-left', (left) => left.participantId === joined.participantId);
    await family.socket.ended;
    const { life } = await guestHears(
      interpreter.socket,
      'visit:changed',
      (state) => state.life.phase === 'over',
    );
    expect(life).to.deep.equal({ phase: 'over', why: 'refused' });
    for (const guest of [family, interpreter]) {
      expect((await guest.browser.post('token')).body).to.deep.include({ code: 'expired' });
      expect((await guest.browser.join(guest.secret)).body).to.deep.include({ code: 'expired' });
    }
    expect((await family.browser.join(unused.secret)).body).to.deep.include({ code: 'wrong-phase' });
    for (const role of ['family', 'interpreter'] as const) {
      expect(await host.socket.say('guest:invite', { visitId, role, send: { by: 'shown' } })).to.deep.include(
        {
          code: 'wrong-phase',
        },
      );
    }
    valueOf(await gp.socket.say('guest:enter', {}));
    valueOf(await host.socket.say('guest:invite', { visitId, role: 'gp', send: { by: 'shown' } }));
    await trailHas(world, place, 'visit.moved-on', 'guest.removed', 'guest.refused', 'guest.withdrawn');
  });

  it('keep who is in the room, as the nurse or the clinician has confirmed it, while the patient is there', async () => {
    const { host, station, bookingId, visitId } = await beginBookedVisit(world, place);
    const check = {
      visitId,
      identity: 'confirmed' as const,
      present: ['patient' as const, 'nurse' as const],
    };
    const notThere = { code: 'wrong-phase', message: 'the patient is not in the room' };
    expect(await station.say('visit:confirm-room', check)).to.deep.include(notThere);
    valueOf(await moveOn(host.socket, visitId, 'main'));
    valueOf(await station.say('visit:confirm-room', check));
    const { visit } = await stationHears(
      station,
      'visit:changed',
      (state) => state.visit?.progress.room !== null,
    );
    expect(visit?.progress.room).to.deep.include({
      identity: 'confirmed',
      present: ['patient', 'nurse'],
      by: 'station',
    });
    valueOf(await host.socket.say('visit:confirm-room', { ...check, present: ['patient', 'officer'] }));
    const stranger = await world.connect(await world.addStation(place));
    expect(await stranger.say('visit:confirm-room', check)).to.deep.include({ code: 'forbidden' });
    valueOf(await moveOn(host.socket, visitId, 'debrief'));
    expect(await station.say('visit:confirm-room', check)).to.deep.include(notThere);
    const { value } = await ask(world.server(0), 'readBookingCourse', {
      token: host.token,
      params: { bookingId },
    });
    expect(value.rooms.map(({ by, present }) => [by, present])).to.deep.equal([
      ['person', ['patient', 'officer']],
    ]);
  });

  it('are nothing that the visit of a call has', async () => {
    const { host, visitId } = await beginVisit(world, place);
    expect(await moveOn(host.socket, visitId, 'main')).to.deep.include({
      code: 'wrong-phase',
      message: 'only a booked visit has parts',
    });
  });
});

describe('A48 nobody at the prison joins', function () {
  this.timeout(40_000);

  it('A48 rings the station ten minutes after the time, tells the clinician, and keeps who was in the room', async () => {
    await using database = await createMigratedDatabase();
    await using world = await World.create({ databaseUrl: database.url });
    const place = await world.addPlace();
    const { host, station, enrolled, bookingId, roomId, visitId } = await beginBookedVisit(world, place, {
      beginsInMinutes: -11,
    });
    expect((await stationReads(station)).visit?.progress.stationRangAt).to.equal(null);
    // Somebody who starts late is given half a minute before anybody is missed.
    await inDatabase(database.url, (client) =>
      client.query(
        `update visits set started_at = started_at - interval '1 minute', station_in_room_at = started_at - interval '1 minute'
         where id = $1`,
        [visitId],
      ),
    );
    const rang = await stationHears(
      station,
      'visit:changed',
      ({ visit }) => visit !== null && visit.progress.stationRangAt !== null,
    );
    expect(rang.visit?.progress.part).to.equal('pre');
    valueOf(await host.socket.say('room:join', { roomId, sources }));
    valueOf(await station.say('room:join', { roomId, sources }));
    await eventually(async () => {
      const { visit } = await stationReads(station);
      return visit?.progress.stationRangAt === null ? undefined : 'it still rings';
    }, 20_000);
    const params = { bookingId };
    await eventually(async () => {
      const { value } = await ask(world.server(0), 'readBookingCourse', { token: host.token, params });
      const there = value.inRoom.map(({ kind, participantId }) => `${kind} ${participantId}`);
      const wanted = [`clinician ${host.personId}`, `station ${enrolled.stationId}`];
      expect(value.stationRangAt).to.have.length(1);
      return wanted.every((one) => there.includes(one)) ? undefined : `only ${there.join(', ')}`;
    }, 20_000);
    expect((await world.trail(place)).filter((action) => action === 'visit.station-rung')).to.have.length(1);
  });
});
