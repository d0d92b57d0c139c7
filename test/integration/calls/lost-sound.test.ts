import { expect } from 'chai';
import pg from 'pg';
import type { VisitView } from '../../../domain/states/wire.ts';
import { eventually } from '../../support/eventually.ts';
import { beginVisitOf, visitAt, visitOrigins } from '../../support/booked-visit.ts';
import { clinicianHears, stationHears, stationReads, trailHas, valueOf } from '../../support/hearing.ts';
import { HttpEndpoint } from '../../support/http-endpoint.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';

const phone = '+44 1632 960001';
const calls = '/2010-04-01/Accounts/AC1/Calls.json';

async function query<R extends pg.QueryResultRow>(world: World, text: string, values: unknown[]) {
  const client = new pg.Client({ connectionString: world.config.databaseUrl });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}

const setPhone = (world: World, { siteId }: Place, to: string | null) =>
  query(world, 'update sites set phone = $1 where id = $2', [to, siteId]);

/** The sound of their visit as a clinician who asks is told now. */
async function soundNow(socket: SocketClient): Promise<VisitView['sound'] | undefined> {
  const { state } = valueOf(await socket.say('state:read', {}));
  return state.kind === 'clinician' ? state.visit?.sound : undefined;
}

async function siteRingIs(socket: SocketClient, wanted: VisitView['sound']['siteRung']): Promise<void> {
  await eventually(async () => {
    const sound = await soundNow(socket);
    return sound?.siteRung === wanted ? undefined : `it says ${JSON.stringify(sound)}`;
  }, 15_000);
}

async function lostAtStation(station: SocketClient) {
  return visitAt(await stationReads(station))?.lostSound;
}

for (const origin of visitOrigins) {
  describe(`a visit whose sound does not get through, by a ${origin}`, function () {
    this.timeout(30_000);
    let http: HttpEndpoint;
    let world: World;
    let place: Place;
    before(async () => {
      http = await HttpEndpoint.open();
      world = await World.create({
        servers: 2,
        env: {
          BEDSIDE_TWILIO_URL: http.url,
          BEDSIDE_TWILIO_ACCOUNT: 'AC1',
          BEDSIDE_TWILIO_TOKEN: 'the-token',
          BEDSIDE_TWILIO_FROM: '+441632960000',
        },
      });
    });
    beforeEach(async () => {
      http.received.length = 0;
      place = await world.addPlace();
      await setPhone(world, place, phone);
    });
    after(async () => {
      await world[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    });

    it('rings the site’s telephone once, from whichever server and however often it is lost, and says so at both ends', async () => {
      const { host, station, visitId } = await beginVisitOf(origin, world, place);
      const elsewhere = await world.connect(host, 1);
      const lost = { visitId, sound: 'lost' } as const;
      const answers = await Promise.all([
        host.socket.say('visit:report-sound', lost),
        elsewhere.say('visit:report-sound', lost),
        elsewhere.say('visit:ring-site', { visitId }),
        host.socket.say('visit:report-sound', lost),
      ]);
      answers.forEach(valueOf);
      const heard = await clinicianHears(
        host.socket,
        'visit:changed',
        ({ visit }) => visit?.sound.lostAt !== null,
      );
      expect(heard.visit?.card.sitePhone).to.equal(phone);
      await stationHears(station, 'visit:changed', (state) => visitAt(state)?.lostSound?.sitePhone === phone);
      await clinicianHears(
        host.socket,
        'visit:changed',
        ({ visit }) => visit?.sound.siteRung === 'delivered',
      );

      valueOf(await elsewhere.say('visit:report-sound', { visitId, sound: 'back' }));
      valueOf(await host.socket.say('visit:report-sound', { visitId, sound: 'back' }));
      expect(await soundNow(host.socket)).to.deep.equal({ lostAt: null, siteRung: 'delivered' });
      expect(await lostAtStation(station)).to.equal(null);

      valueOf(await host.socket.say('visit:report-sound', lost));
      valueOf(await host.socket.say('visit:ring-site', { visitId }));
      // Made and sent in the order of their making: what was rung before this one is all that there is.
      const second = await beginVisitOf(origin, world, place);
      valueOf(await second.host.socket.say('visit:ring-site', { visitId: second.visitId }));
      await siteRingIs(second.host.socket, 'delivered');
      const rang = http.to(calls).map(({ body }) => new URLSearchParams(body.toString()));
      expect(rang.map((form) => form.get('To'))).to.deep.equal(['+441632960001', '+441632960001']);
      expect(http.received).to.have.length(2);
      expect(rang[0]?.get('Twiml')).to.match(
        /This is Bedside[.] The sound of the video visit at Home \d+ does not get through[.] Please stay near this telephone: the clinician will telephone you[.] Life in danger[?] Call 999[.]</,
      );
      await trailHas(
        world,
        place,
        'visit.sound-lost',
        'visit.telephoned',
        'visit.sound-back',
        'visit.sound-lost',
        'visit.site-rung',
        'visit.telephoned',
      );
      const trail = await world.trail(place);
      const counted = ['visit.site-rung', 'visit.sound-lost', 'visit.sound-back', 'visit.telephoned'].map(
        (action) => trail.filter((found) => found === action).length,
      );
      expect(counted).to.deep.equal([2, 2, 1, 2]);
    });

    it('tells the clinician that nobody could be rung, and does not ring again', async () => {
      http.plan(400);
      const { host, visitId } = await beginVisitOf(origin, world, place);
      valueOf(await host.socket.say('visit:report-sound', { visitId, sound: 'lost' }));
      await siteRingIs(host.socket, 'failed');
      valueOf(await host.socket.say('visit:ring-site', { visitId }));
      expect((await soundNow(host.socket))?.siteRung).to.equal('failed');
      expect(http.to(calls)).to.have.length(1);
    });

    it('tells the clinician where no number is known, and the station the one hub that can be rung', async () => {
      await setPhone(world, place, null);
      const { host, station, visitId } = await beginVisitOf(origin, world, place);
      await query(
        world,
        `insert into sites (id, organisation_id, name, kind, phone, queue_id)
       select gen_random_uuid(), organisation_id, 'The hub', 'hospital-hub', '01632 960009', queue_id
       from sites where id = $1`,
        [place.siteId],
      );
      valueOf(await host.socket.say('visit:report-sound', { visitId, sound: 'lost' }));
      const sound = await soundNow(host.socket);
      expect(sound?.lostAt).to.be.a('string');
      expect(sound?.siteRung).to.equal(null);
      expect(await lostAtStation(station)).to.deep.equal({
        since: sound?.lostAt,
        sitePhone: null,
        hubPhone: '01632 960009',
      });
      expect(await host.socket.say('visit:ring-site', { visitId })).to.deep.include({
        ok: false,
        code: 'conflict',
        message: 'no telephone number is known for this site',
      });
      expect(await world.trail(place)).not.to.include('visit.site-rung');
    });

    it('takes only the word of the clinician whose visit it is, and only while it runs', async () => {
      const { host, station, visitId } = await beginVisitOf(origin, world, place);
      const other = await world.onCall(place);
      const elsewhere = await world.onCall(await world.addPlace());
      const lost = { visitId, sound: 'lost' } as const;
      expect(await other.socket.say('visit:report-sound', lost)).to.deep.include({ code: 'forbidden' });
      expect(await other.socket.say('visit:ring-site', { visitId })).to.deep.include({ code: 'forbidden' });
      expect(await elsewhere.socket.say('visit:report-sound', lost)).to.deep.include({ code: 'not-found' });
      expect(await elsewhere.socket.say('visit:ring-site', { visitId })).to.deep.include({
        code: 'not-found',
      });
      for (const name of ['visit:report-sound', 'visit:ring-site']) {
        expect(await station.sayAnything(name, lost)).to.deep.include({ code: 'unknown-command' });
      }
      expect(
        await host.socket.sayAnything('visit:report-sound', { ...lost, sound: 'faint' }),
      ).to.deep.include({
        code: 'invalid',
      });
      valueOf(await host.socket.say('visit:end', { visitId }));
      expect(await host.socket.say('visit:report-sound', lost)).to.deep.include({ code: 'wrong-phase' });
      expect(await host.socket.say('visit:ring-site', { visitId })).to.deep.include({ code: 'wrong-phase' });
      expect(await world.trail(place)).not.to.include('visit.sound-lost');
    });

    it('is not rung about a visit that has ended meanwhile', async () => {
      http.plan(503, 503);
      const { host, visitId } = await beginVisitOf(origin, world, place);
      valueOf(await host.socket.say('visit:report-sound', { visitId, sound: 'lost' }));
      await eventually(() => (http.to(calls).length === 0 ? 'nobody has been rung yet' : undefined));
      valueOf(await host.socket.say('visit:end', { visitId }));
      await eventually(async () => {
        const [row] = await query<{ state: string; error: string | null }>(
          world,
          'select state, error from deliveries where visit_id = $1',
          [visitId],
        );
        return row?.state === 'failed' && row.error === 'not-needed' ? undefined : JSON.stringify(row);
      }, 15_000);
      expect(http.to(calls)).to.have.length(2);
    });
  });
}

for (const origin of visitOrigins) {
  describe(`a service that cannot telephone, by a ${origin}`, () => {
    it('rings nobody, and says so to the clinician who asks for it', async () => {
      await using world = await World.create();
      const place = await world.addPlace();
      await setPhone(world, place, phone);
      const { host, visitId } = await beginVisitOf(origin, world, place);
      valueOf(await host.socket.say('visit:report-sound', { visitId, sound: 'lost' }));
      expect((await soundNow(host.socket))?.siteRung).to.equal(null);
      expect(await host.socket.say('visit:ring-site', { visitId })).to.deep.include({
        ok: false,
        code: 'conflict',
        message: 'this service cannot telephone by itself; ring the site yourself',
      });
    });
  });
}
