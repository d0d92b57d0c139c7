import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { FakeTruth, SignallingWorld } from '../../support/signalling-world.ts';
import { SocketClient } from '../../support/socket-client.ts';

describe('connecting a socket', () => {
  let redis: PrivateRedis;
  before(async () => {
    redis = await PrivateRedis.start();
  });
  after(() => redis[Symbol.asyncDispose]());

  const open = (truth: FakeTruth) => SignallingWorld.open({ redisUrl: redis.url, truth });

  async function refusalOf(address: ConstructorParameters<typeof SocketClient>[0]): Promise<unknown> {
    try {
      const client = await SocketClient.connect(address);
      client.close();
      return 'connected';
    } catch (error) {
      return (error as { data?: { code?: string } }).data?.code;
    }
  }

  it('lets in a station and a clinician, and answers each with its state', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    for (const { token } of [truth.station(), truth.person()]) {
      const client = await world.client(token);
      expect((await client.say('state:read', {})).ok).to.equal(true);
    }
    expect(world.signalling.counts().sockets).to.equal(2);
  });

  const bad: [string, unknown][] = [
    ['no token', undefined],
    ['a token that is no text', { token: 1 }],
    ['an unknown token', 'a.b.c'],
    ['an unsigned token', 'eyJhbGciOiJub25lIn0.e30.'],
    ['an endless token', 'a'.repeat(5000)],
  ];
  for (const [what, token] of bad) {
    it(`refuses ${what} as unauthenticated`, async () => {
      await using world = await open(new FakeTruth());
      expect(await refusalOf({ url: world.url, token })).to.equal('unauthenticated');
      expect(world.signalling.counts()).to.deep.equal({ sockets: 0, commands: [] });
    });
  }

  it('refuses a good token whose holder has been revoked or disabled since', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const station = truth.station();
    const person = truth.person();
    truth.actors.clear();
    expect(await refusalOf({ url: world.url, token: station.token })).to.equal('unauthenticated');
    expect(await refusalOf({ url: world.url, token: person.token })).to.equal('unauthenticated');
  });

  it('ends a station that is revoked just after it was looked up', async () => {
    const truth = new FakeTruth();
    const { token, actor } = truth.station();
    const { actors } = truth;
    const get = actors.get.bind(actors);
    actors.get = (id) => {
      const found = get(id);
      actors.delete(id);
      return found;
    };
    await using world = await open(truth);
    const client = await world.client(token);
    expect(await client.hear('connection:ended')).to.deep.equal({ reason: 'station-revoked' });
    expect(actors.has(actor.stationId)).to.equal(false);
  });

  it('refuses a person who has no use for a socket', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    expect(
      await refusalOf({ url: world.url, token: truth.person(['platform-administrator']).token }),
    ).to.equal('forbidden');
  });

  it('refuses pages of other origins, and lets in our own', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const { token } = truth.station();
    const url = world.url;
    expect(await refusalOf({ url, token, origin: 'https://evil.example' })).to.equal(undefined);
    const client = await world.client(token, { origin: 'https://bedside.example' });
    expect((await client.say('state:read', {})).ok).to.equal(true);
  });

  it('speaks websocket only', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const polling = io(world.url, { transports: ['polling'], reconnection: false, forceNew: true });
    await new Promise((resolve) => polling.once('connect_error', resolve));
    polling.disconnect();
    expect(world.signalling.counts().sockets).to.equal(0);
  });

  it('ends the socket when its token runs out, and says so first', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const { actor } = truth.station();
    const client = await world.client(truth.token({ kind: 'station', stationId: actor.stationId }, 1000));
    expect(await client.hear('connection:ended')).to.deep.equal({ reason: 'token-expired' });
    expect((await client.ended).reason).to.equal('io server disconnect');
  });

  it('ends the socket when its token runs out, however often its holder is looked up meanwhile', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({ redisUrl: redis.url, truth, rhythm: { actorsMs: 20 } });
    const { actor } = truth.station();
    const client = await world.client(truth.token({ kind: 'station', stationId: actor.stationId }, 1000));
    expect(await client.hear('connection:ended')).to.deep.equal({ reason: 'token-expired' });
    expect((await client.ended).reason).to.equal('io server disconnect');
  });

  it('keeps the socket when the token was renewed in time', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const { actor, token } = truth.station();
    // Long enough for a busy machine to connect and renew within it. The witness ends after the first token of the other.
    const shortToken = () => truth.token({ kind: 'station', stationId: actor.stationId }, 2000);
    const kept = await world.client(shortToken());
    expect(await kept.say('auth:renew', { token })).to.deep.equal({ ok: true, value: {} });
    const witness = await world.client(shortToken());
    await witness.ended;
    expect((await kept.say('state:read', {})).ok).to.equal(true);
  });

  it('renews for the same subject only', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.person().token);
    expect(await client.say('auth:renew', { token: truth.person().token })).to.include({
      ok: false,
      code: 'forbidden',
    });
    expect(await client.say('auth:renew', { token: truth.station().token })).to.include({
      ok: false,
      code: 'forbidden',
    });
    expect(await client.say('auth:renew', { token: randomUUID() })).to.include({
      ok: false,
      code: 'unauthenticated',
    });
  });

  it('ends the socket of somebody revoked whose ending got lost on the way', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({ redisUrl: redis.url, truth, rhythm: { actorsMs: 20 } });
    const { actor, token } = truth.station();
    const client = await world.client(token);
    truth.actors.delete(actor.stationId);
    expect(await client.hear('connection:ended')).to.deep.equal({ reason: 'station-revoked' });
    await client.ended;
  });

  it('ends sockets on close so that browsers come back elsewhere, and closes twice without harm', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    await Promise.all([world.signalling.close(), world.signalling.close()]);
    expect((await client.ended).reason).to.equal('transport close');
    expect(await refusalOf({ url: world.url, token: truth.station().token })).to.equal(undefined);
  });

  it('that only looks at a board neither rings nor makes its clinician present', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({ redisUrl: redis.url, truth, rhythm: { seenMs: 30 } });
    const { actor, token } = truth.person(['clinician', 'manager']);
    const atWork = await world.client(token);
    const board = await world.client(token, { only: 'manager' });
    const other = await world.client(truth.person().token);
    atWork.close();
    await eventually(() => (truth.gone.includes(actor.personId) ? undefined : 'not gone'));
    const before = truth.seen.length;
    const seenSince = () => truth.seen.slice(before).flatMap(({ clinicians }) => clinicians);
    await eventually(async () => {
      await board.say('board:read', {});
      await other.say('state:read', {});
      return seenSince().length >= 2 ? undefined : 'nobody is marked';
    });
    expect(seenSince()).to.not.include(actor.personId);
    await world.signalling.facts.tell('call:ringing', [{ kind: 'clinician', id: actor.personId }]);
    world.signalling.facts.boardChanged(actor.organisationId);
    await board.hear('board:changed');
    expect(board.order).to.not.include('call:ringing');
  });

  it('says in one batch who is there, and says so again as long as they are heard', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({ redisUrl: redis.url, truth, rhythm: { seenMs: 30 } });
    const station = truth.station();
    const person = truth.person();
    const clients = [await world.client(station.token), await world.client(person.token)];
    await eventually(() => (truth.seen.length >= 2 ? undefined : 'arrivals not marked'));
    await eventually(async () => {
      await Promise.all(clients.map((client) => client.say('state:read', {})));
      const both = truth.seen.some(
        ({ stations, clinicians }) => stations.length === 1 && clinicians.length === 1,
      );
      return both ? undefined : `seen: ${JSON.stringify(truth.seen)}`;
    });
  });
});
