import { expect } from 'chai';
import type { Source, SourceState } from '../../../domain/rooms/wire.ts';
import { eventually } from '../../support/eventually.ts';
import { clinicianHears, trailHas, valueOf } from '../../support/hearing.ts';
import { beginVisitOf, visitOrigins } from '../../support/booked-visit.ts';
import { guestHears, guestInLobby, leaveBehind } from '../../support/guests.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';

const on: Record<Source, SourceState> = { microphone: 'on', camera: 'on' };

/** Goes from the lobby into the room. */
async function enter(guest: { socket: SocketClient }) {
  const { roomId } = valueOf(await guest.socket.say('guest:enter', {}));
  return valueOf(await guest.socket.say('room:join', { roomId, sources: on }));
}

for (const origin of visitOrigins) {
  describe(`the host of a visit, by a ${origin}`, () => {
    let world: World;
    let place: Place;
    before(async () => {
      world = await World.create({ servers: 2 });
    });
    beforeEach(async () => {
      place = await world.addPlace();
    });
    after(() => world[Symbol.asyncDispose]());

    it('lets a guest in from the lobby, where the room is unknown, and everybody sees them come', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { host, station, visitId, roomId } = visit;
      const guest = await guestInLobby(world, visit, { server: 1 });
      const { guestId } = guest;
      for (const name of [
        'room:join',
        'room:produce',
        'visit:end',
        'board:read',
        'guest:admit',
        'call:start',
      ]) {
        expect(await guest.socket.sayAnything(name, { roomId, sources: on }), name).to.deep.include({
          ok: false,
          code: 'unknown-command',
        });
      }
      expect(await guest.socket.say('guest:enter', {})).to.deep.include({ code: 'wrong-phase' });
      await station.say('room:join', { roomId, sources: on });
      valueOf(await host.socket.say('guest:admit', { visitId, guestId }));
      valueOf(await host.socket.say('guest:admit', { visitId, guestId }));
      const { life } = await guestHears(
        guest.socket,
        'visit:changed',
        (state) => state.life.phase === 'admitted',
      );
      expect(life).to.deep.include({ roomId });
      const joined = await enter(guest);
      expect(joined).to.include({ admitted: true });
      expect(joined.others.map(({ role }) => role)).to.deep.equal(['station']);
      const seen = await station.hear('room:participant', ({ role }) => role === 'interpreter');
      expect(seen.name).to.equal('Ana Lima');
      for (const name of ['visit:end', 'outcome:record', 'board:read', 'guest:admit']) {
        expect(await guest.socket.sayAnything(name, {}), name).to.deep.include({ code: 'unknown-command' });
      }
      expect((await world.trail(place)).filter((action) => action === 'guest.admitted')).to.have.length(1);
    });

    it('refuses one who waits, who cannot come back with the same link', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const guest = await guestInLobby(world, visit, { server: 1 });
      const which = { visitId: visit.visitId, guestId: guest.guestId };
      const early = await visit.host.socket.say('guest:remove', which);
      expect(early).to.deep.include({ ok: false, code: 'wrong-phase' });
      valueOf(await visit.host.socket.say('guest:refuse', which));
      const { life } = await guestHears(
        guest.socket,
        'visit:changed',
        (state) => state.life.phase === 'over',
      );
      expect(life).to.deep.equal({ phase: 'over', why: 'refused' });
      expect(await guest.socket.hear('connection:ended')).to.deep.equal({ reason: 'guest-over' });
      await guest.socket.ended;
      expect((await guest.browser.post('token')).body).to.deep.include({ code: 'expired' });
      expect((await guest.browser.join(guest.secret)).body).to.deep.include({ code: 'expired' });
      const late = await visit.host.socket.say('guest:admit', which);
      expect(late).to.deep.include({ ok: false, code: 'wrong-phase' });
      await trailHas(world, place, 'guest.joined', 'guest.refused');
    });

    it('puts a guest out of the room at once, on whichever server they are', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { host, station, visitId, roomId } = visit;
      const guest = await guestInLobby(world, visit, { server: 1 });
      const which = { visitId, guestId: guest.guestId };
      await station.say('room:join', { roomId, sources: on });
      valueOf(await host.socket.say('guest:admit', which));
      const { participantId } = await enter(guest);
      valueOf(await host.socket.say('guest:remove', which));
      await station.hear('room:participant-left', (left) => left.participantId === participantId);
      expect(await guest.socket.hear('room:left')).to.deep.equal({ reason: 'closed' });
      const { life } = await guestHears(
        guest.socket,
        'visit:changed',
        (state) => state.life.phase === 'over',
      );
      expect(life).to.deep.equal({ phase: 'over', why: 'removed' });
      await guest.socket.ended;
      await trailHas(world, place, 'guest.admitted', 'guest.removed');
    });

    it('locks the room: who waits is not let in, who is in it stays', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { host, visitId } = visit;
      const inside = await guestInLobby(world, visit);
      const waiting = await guestInLobby(world, visit, { role: 'observer', name: 'Ben Ito' });
      valueOf(await host.socket.say('guest:admit', { visitId, guestId: inside.guestId }));
      valueOf(await host.socket.say('visit:lock', { visitId, locked: true }));
      const locked = await clinicianHears(
        host.socket,
        'visit:changed',
        (state) => state.visit?.locked === true,
      );
      expect(locked.visit?.guests.map(({ state }) => state)).to.deep.equal(['admitted', 'waiting']);
      const refused = await host.socket.say('guest:admit', { visitId, guestId: waiting.guestId });
      expect(refused).to.deep.include({ ok: false, code: 'conflict' });
      expect((await enter(inside)).admitted).to.equal(true);
      valueOf(await host.socket.say('visit:lock', { visitId, locked: false }));
      valueOf(await host.socket.say('guest:admit', { visitId, guestId: waiting.guestId }));
      await trailHas(world, place, 'visit.locked', 'visit.unlocked', 'guest.admitted');
    });

    it('mutes everybody else, who may unmute themselves', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { host, station, visitId, roomId } = visit;
      const guest = await guestInLobby(world, visit);
      valueOf(await host.socket.say('guest:admit', { visitId, guestId: guest.guestId }));
      valueOf(await host.socket.say('room:join', { roomId, sources: on }));
      valueOf(await station.say('room:join', { roomId, sources: on }));
      const { participantId } = await enter(guest);
      valueOf(await host.socket.say('visit:mute-all', { visitId }));
      await Promise.all([guest.socket.hear('room:muted'), station.hear('room:muted')]);
      await host.socket.hear(
        'room:participant',
        (seen) => seen.participantId === participantId && seen.sources.microphone === 'off',
      );
      expect(host.socket.heard.map(({ name }) => name)).not.to.include('room:muted');
      // A reload does not unmute.
      const again = valueOf(await guest.socket.say('room:join', { roomId, sources: on }));
      expect(again.sources.microphone).to.equal('off');
      valueOf(await guest.socket.say('room:set-source', { source: 'microphone', state: 'on' }));
      await station.hear(
        'room:participant',
        (seen) => seen.participantId === again.participantId && seen.sources.microphone === 'on',
      );
      await trailHas(world, place, 'visit.muted-all');
    });

    it('is the clinician whose visit it is, as long as it runs', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { host, visitId } = visit;
      const guest = await guestInLobby(world, visit);
      const other = await world.onCall(place, 1);
      const elsewhere = await beginVisitOf(origin, world, await world.addPlace());
      const which = { visitId, guestId: guest.guestId };
      for (const name of ['guest:admit', 'guest:refuse', 'guest:remove', 'guest:withdraw'] as const) {
        expect(await other.socket.say(name, which), name).to.deep.include({ code: 'forbidden' });
        const wrong = await elsewhere.host.socket.say(name, { ...which, visitId: elsewhere.visitId });
        expect(wrong, name).to.deep.include({ code: 'not-found' });
      }
      expect(await other.socket.say('visit:lock', { visitId, locked: true })).to.deep.include({
        code: 'forbidden',
      });
      expect(await other.socket.say('visit:mute-all', { visitId })).to.deep.include({ code: 'forbidden' });
      valueOf(await host.socket.say('visit:end', { visitId }));
      for (const name of ['guest:admit', 'guest:refuse', 'guest:remove', 'guest:withdraw'] as const) {
        expect(await host.socket.say(name, which), name).to.deep.include({ code: 'wrong-phase' });
      }
      expect(await host.socket.say('visit:mute-all', { visitId })).to.deep.include({ code: 'wrong-phase' });
    });

    it('sees when a guest has gone and is back, and when they leave for good', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const guest = await guestInLobby(world, visit, { server: 1 });
      guest.socket.close();
      const first = await clinicianHears(
        visit.host.socket,
        'visit:changed',
        ({ visit }) => visit?.guests[0]?.state === 'waiting' && !visit.guests[0].here,
      );
      expect(first.visit?.guests[0]?.state).to.equal('waiting');
      const back = await world.connect(guest, 0);
      await trailHas(world, place, 'guest.joined', 'guest.gone', 'guest.back');
      valueOf(await back.say('guest:leave', {}));
      await clinicianHears(
        visit.host.socket,
        'visit:changed',
        (state) => state.visit !== null && state.visit.guests.length === 0,
      );
      await back.ended;
      await trailHas(world, place, 'guest.back', 'guest.left');
    });

    it('has a guest marked as gone who was lost together with their server', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const guest = await guestInLobby(world, visit, { server: 1 });
      guest.socket.close();
      await trailHas(world, place, 'guest.joined', 'guest.gone');
      await leaveBehind(world, guest.guestId);
      await eventually(async () => {
        const gone = (await world.trail(place)).filter((action) => action === 'guest.gone');
        return gone.length === 2 ? undefined : `marked as gone ${gone.length} times`;
      }, 12_000);
    });
  });
}
