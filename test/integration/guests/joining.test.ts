import { expect } from 'chai';
import { clinicianHears, trailHas, valueOf } from '../../support/hearing.ts';
import { beginVisitOf, visitOrigins } from '../../support/booked-visit.ts';
import { GuestBrowser, guestHears, guestInLobby, invite, letExpire } from '../../support/guests.ts';
import { MailServer } from '../../support/mail-server.ts';
import { type Place, World } from '../../support/world.ts';

for (const origin of visitOrigins) {
  describe(`a guest’s invitation, by a ${origin}`, () => {
    let world: World;
    let place: Place;
    before(async () => {
      world = await World.create({ servers: 2 });
    });
    beforeEach(async () => {
      place = await world.addPlace();
    });
    after(() => world[Symbol.asyncDispose]());

    it('lets exactly one browser into the lobby, and a reload of that one goes on', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { secret, url } = await invite(visit.host.socket, visit.visitId);
      expect(url).to.match(/\/join#[\w-]{43}$/);
      const browsers = [0, 1, 0, 1].map((server) => new GuestBrowser(world, server));
      for (const browser of browsers) await browser.post('invitation', { secret });
      const joined = await Promise.all(
        browsers.map((browser) => browser.post('joining', { secret, name: 'Ana' })),
      );
      expect(joined.map(({ status }) => status).toSorted()).to.deep.equal([200, 409, 409, 409]);
      const refused = joined.filter(({ status }) => status === 409).map(({ body }) => body['code']);
      expect(refused).to.deep.equal(['taken', 'taken', 'taken']);
      const winner = browsers[joined.findIndex(({ status }) => status === 200)];
      expect((await winner?.post('token'))?.status).to.equal(200);
      expect((await winner?.post('invitation', { secret }))?.body).to.deep.include({ yours: true });
      expect((await winner?.post('joining', { secret, name: 'Ana' }))?.status).to.equal(200);
      await trailHas(world, place, 'guest.invited', 'guest.joined');
      expect((await world.trail(place)).filter((action) => action === 'guest.joined')).to.have.length(1);
    });

    it('works by its code too, typed carelessly, and shows what it is for and nothing more', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { code } = await invite(visit.host.socket, visit.visitId, 'family');
      const browser = new GuestBrowser(world);
      const typed = ` ${code.toLowerCase().replace('-', ' ')} `;
      const { body } = await browser.post('invitation', { secret: typed });
      expect(body).to.have.all.keys('role', 'organisationName', 'invitedBy', 'yours');
      expect(body).to.include({ role: 'family', invitedBy: visit.host.name, yours: false });
      expect((await browser.join(typed)).status).to.equal(200);
    });

    it('cannot be guessed, and is refused without the browser’s own cookie', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const { secret } = await invite(visit.host.socket, visit.visitId);
      const browser = new GuestBrowser(world);
      expect(await browser.post('invitation', { secret: 'AAAA-AAAA' })).to.deep.include({ status: 404 });
      expect(await browser.post('joining', { secret, name: 'Ana' })).to.deep.include({ status: 400 });
      expect(await browser.post('token')).to.deep.include({ status: 401 });
    });

    it('is refused once it is withdrawn, once the room is locked, and once the visit is over', async () => {
      const { host, visitId } = await beginVisitOf(origin, world, place);
      const withdrawn = await invite(host.socket, visitId);
      const open = await invite(host.socket, visitId);
      valueOf(await host.socket.say('guest:withdraw', { visitId, guestId: withdrawn.guestId }));
      const browser = new GuestBrowser(world);
      expect((await browser.post('invitation', { secret: withdrawn.secret })).body['code']).to.equal(
        'wrong-phase',
      );
      valueOf(await host.socket.say('visit:lock', { visitId, locked: true }));
      expect((await browser.join(open.secret)).body['code']).to.equal('conflict');
      const more = await host.socket.say('guest:invite', { visitId, role: 'gp', send: { by: 'shown' } });
      expect(more).to.deep.include({ ok: false, code: 'conflict' });
      valueOf(await host.socket.say('visit:lock', { visitId, locked: false }));
      valueOf(await host.socket.say('visit:end', { visitId }));
      expect((await browser.join(open.secret)).body['code']).to.equal('wrong-phase');
      const late = await host.socket.say('guest:invite', { visitId, role: 'gp', send: { by: 'shown' } });
      expect(late).to.deep.include({ ok: false, code: 'wrong-phase' });
      await trailHas(world, place, 'guest.withdrawn', 'visit.locked', 'visit.unlocked', 'visit.ended');
    });

    it('is refused after an hour, and is not shown any more', async () => {
      const { host, visitId } = await beginVisitOf(origin, world, place);
      const { secret, guestId } = await invite(host.socket, visitId);
      await letExpire(world, guestId);
      expect((await new GuestBrowser(world).join(secret)).body['code']).to.equal('expired');
      const { state } = valueOf(await host.socket.say('state:read', {}));
      expect(state.kind === 'clinician' && state.visit?.guests).to.deep.equal([]);
    });

    it('is only for whose visit it is to make', async () => {
      const { visitId, station } = await beginVisitOf(origin, world, place);
      const other = await world.onCall(place, 1);
      const payload = { visitId, role: 'gp', send: { by: 'shown' } } as const;
      expect(await other.socket.say('guest:invite', payload)).to.deep.include({
        ok: false,
        code: 'forbidden',
      });
      expect(await station.sayAnything('guest:invite', payload)).to.deep.include({ code: 'unknown-command' });
      const stranger = await world.onCall(await world.addPlace());
      expect(await stranger.socket.say('guest:invite', payload)).to.deep.include({ code: 'not-found' });
    });

    it('asks eight at a time in at most', async () => {
      const { host, visitId } = await beginVisitOf(origin, world, place);
      for (let n = 0; n < 8; n += 1) await invite(host.socket, visitId, 'family');
      const ninth = await host.socket.say('guest:invite', { visitId, role: 'family', send: { by: 'shown' } });
      expect(ninth).to.deep.include({ ok: false, code: 'conflict' });
    });

    it('tells the clinician who waits, and the guest nothing of the call', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const guest = await guestInLobby(world, visit, { server: 1 });
      const seen = await clinicianHears(
        visit.host.socket,
        'visit:changed',
        (state) => state.visit?.guests[0]?.state === 'waiting',
      );
      expect(seen.visit?.guests[0]).to.deep.include({ name: 'Ana Lima', role: 'interpreter', here: true });
      const { state } = valueOf(await guest.socket.say('state:read', {}));
      expect(state).to.have.all.keys('kind', 'guest', 'life');
      expect(state.kind === 'guest' && state.guest).to.have.all.keys(
        'guestId',
        'name',
        'role',
        'organisationName',
        'hostName',
      );
      expect(JSON.stringify(state)).not.to.include(visit.originId);
      expect(state.kind === 'guest' && state.life.phase).to.equal('lobby');
    });

    it('ends with the visit, for who waits and for who is in it', async () => {
      const visit = await beginVisitOf(origin, world, place);
      const waiting = await guestInLobby(world, visit);
      const inside = await guestInLobby(world, visit, { server: 1 });
      const { visitId } = visit;
      valueOf(await visit.host.socket.say('guest:admit', { visitId, guestId: inside.guestId }));
      valueOf(await visit.host.socket.say('visit:end', { visitId }));
      for (const guest of [waiting, inside]) {
        const { life } = await guestHears(guest.socket, 'call:ended', (state) => state.life.phase === 'over');
        expect(life).to.deep.equal({ phase: 'over', why: 'visit-ended' });
        expect((await guest.browser.post('token')).body).to.deep.include({ code: 'expired' });
      }
    });
  });
}

for (const origin of visitOrigins) {
  describe(`an invitation that is sent, by a ${origin}`, () => {
    it('goes out by e-mail at once, with the link in the message and nowhere else', async () => {
      await using mail = await MailServer.open();
      await using world = await World.create({
        env: { BEDSIDE_SMTP_URL: mail.url, BEDSIDE_MAIL_FROM: 'bedside@example.org' },
      });
      const { host, visitId } = await beginVisitOf(origin, world, await world.addPlace());
      const send = { by: 'email', address: 'ana@example.org' } as const;
      const answer = valueOf(await host.socket.say('guest:invite', { visitId, role: 'interpreter', send }));
      expect(answer.sent).to.equal('sent');
      expect(mail.received.map(({ to }) => to)).to.deep.equal([['ana@example.org']]);
      expect(mail.received[0]?.content.replaceAll('=\r\n', '')).to.include(answer.url.replaceAll('=', '=3D'));
      const bySms = { by: 'sms', phone: '+447700900123' } as const;
      const other = valueOf(await host.socket.say('guest:invite', { visitId, role: 'gp', send: bySms }));
      expect(other.sent).to.equal('not-configured');
      mail.treat('refuse');
      const failed = valueOf(await host.socket.say('guest:invite', { visitId, role: 'gp', send }));
      expect(failed.sent).to.equal('failed');
    });
  });
}
