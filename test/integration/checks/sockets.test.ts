import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { CheckResult, EnteredCheck } from '../../../domain/checks/wire.ts';
import type { ParticipantId } from '../../../domain/ids.ts';
import type { UseCases } from '../../../domain/use-cases.ts';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { FakeTruth, SignallingWorld } from '../../support/signalling-world.ts';
import type { SocketClient } from '../../support/socket-client.ts';

const result: CheckResult = {
  ways: { udp: 'works', tcp: 'works', relay: 'not-set-up' },
  roundTripMs: 31.5,
  lossUp: 0,
  lossDown: null,
};

describe('a check over a socket', () => {
  let redis: PrivateRedis;
  before(async () => {
    redis = await PrivateRedis.start();
  });
  after(() => redis[Symbol.asyncDispose]());

  const useCases: Partial<UseCases> = {
    prepareCheck: (actor) =>
      Promise.resolve({
        checker: actor.kind === 'station' ? `station:${actor.stationId}` : 'clinician:x',
        region: 'north',
        iceTransportPolicy: 'relay',
      }),
    reportCheck: () => Promise.resolve(),
  };
  const serve = (truth: FakeTruth) =>
    SignallingWorld.open({
      redisUrl: redis.url,
      truth,
      useCases,
      relays: {
        available: true,
        serversFor: (participantId: ParticipantId) => [
          {
            urls: ['turns:turn.example.org:443'],
            username: `1:${participantId}`,
            credential: 'made-for-them',
          },
        ],
      },
    });

  async function opened(client: SocketClient): Promise<EnteredCheck> {
    const answer = await client.say('check:open', {});
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  }

  it('is opened in the region of the organisation, with the way there, and answers what has arrived', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    world.media.checkCounts = { received: 100, lost: 2 };
    const client = await world.client(truth.station().token);
    const entered = await opened(client);
    expect(world.media.asked).to.deep.equal(['check in north']);
    expect(entered.iceTransportPolicy).to.equal('relay');
    expect(entered.iceServers[0]?.urls).to.deep.equal(['turns:turn.example.org:443']);
    expect(JSON.stringify(world.lines)).not.to.include('made-for-them');
    expect(await client.say('check:close', {})).to.deep.equal({
      ok: true,
      value: { received: 100, lost: 2 },
    });
    expect(world.media.openChecks).to.equal(0);
  });

  it('knows its commands only inside', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    const client = await world.client(truth.station().token);
    expect(await client.say('check:close', {})).to.include({ code: 'unknown-command' });
    await opened(client);
    expect((await client.say('check:close', {})).ok).to.equal(true);
    expect(await client.say('check:close', {})).to.include({ code: 'unknown-command' });
  });

  it('is for stations and clinicians: managers, administrators and strangers do not know it', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    const clinician = await world.client(truth.person(['clinician']).token);
    expect((await clinician.say('check:open', {})).ok).to.equal(true);
    expect(await clinician.say('check:report', result)).to.include({ code: 'unknown-command' });
    for (const role of ['manager', 'administrator'] as const) {
      const client = await world.client(truth.person([role]).token);
      for (const name of ['check:open', 'check:close'] as const)
        expect(await client.say(name, {})).to.include({ code: 'unknown-command' });
      expect(await client.say('check:report', result)).to.include({ code: 'unknown-command' });
    }
    await world.client('nobody').then(
      () => expect.fail('a stranger was let in'),
      (error: unknown) => {
        expect(error).to.have.nested.property('data.code', 'unauthenticated');
      },
    );
    expect(world.media.asked).to.deep.equal(['check in north']);
  });

  it('ends the one before it, and ends with its socket', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    const client = await world.client(truth.station().token);
    await opened(client);
    await opened(client);
    expect(world.media.openChecks).to.equal(1);
    client.close();
    await eventually(() =>
      world.media.openChecks === 0 ? undefined : `${world.media.openChecks} checks are open`,
    );
  });

  it('is refused after many in a short time, whatever sockets they come by; others are not held up', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    const station = truth.station();
    const clients = [await world.client(station.token), await world.client(station.token)];
    const answers = [];
    for (let n = 0; n < 14; n += 1) answers.push(await clients[n % 2]?.say('check:open', {}));
    expect(answers.map((answer) => answer?.ok === true)).to.deep.equal([
      ...Array.from({ length: 12 }, () => true),
      false,
      false,
    ]);
    expect(answers.at(-1)).to.include({ code: 'too-many' });
    const other = await world.client(truth.station().token);
    expect((await other.say('check:open', {})).ok).to.equal(true);
  });

  it('is not opened during a visit', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    const client = await world.client(truth.station().token);
    await client.say('room:join', { roomId: randomUUID(), sources: { microphone: 'on', camera: 'on' } });
    expect(await client.say('check:open', {})).to.include({ code: 'wrong-phase' });
    await client.say('room:leave', {});
    expect((await client.say('check:open', {})).ok).to.equal(true);
  });

  it('is reported by stations, not too often, and told when to come again', async () => {
    const truth = new FakeTruth();
    await using world = await serve(truth);
    const client = await world.client(truth.station().token);
    const answer = await client.say('check:report', result);
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.value.againInSeconds).to.be.within(3060, 3600);
    for (let n = 0; n < 5; n += 1) await client.say('check:report', result);
    expect(await client.say('check:report', result)).to.include({ code: 'too-many' });
    expect(await client.sayAnything('check:report', { ...result, lossUp: 2 })).to.include({
      code: 'invalid',
    });
    expect(await client.sayAnything('check:report', { ...result, note: 'x' })).to.include({
      code: 'invalid',
    });
  });
});
