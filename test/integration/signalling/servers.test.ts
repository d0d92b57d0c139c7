import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { openFactPublisher } from '../../../signalling/sockets/fact-publisher.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { FakeTruth, SignallingWorld } from '../../support/signalling-world.ts';

describe('several signalling servers', () => {
  let redis: PrivateRedis;
  beforeEach(async () => {
    redis = await PrivateRedis.start();
  });
  afterEach(() => redis[Symbol.asyncDispose]());

  async function openTwo(truth: FakeTruth) {
    const prefix = `test-${randomUUID()}`;
    const options = { redisUrl: redis.url, truth, prefix };
    const one = await SignallingWorld.open(options);
    const two = await SignallingWorld.open(options);
    const dispose = async () => {
      await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
    };
    return { one, two, prefix, [Symbol.asyncDispose]: dispose };
  }

  /** Tells until the fact has come through: right after a loss one may still go astray, and the next one heals it. */
  async function tellUntilHeard(
    from: SignallingWorld,
    to: { id: string; count: () => number },
  ): Promise<void> {
    const before = to.count();
    await eventually(async () => {
      await from.signalling.facts.tell('call:placed', [{ kind: 'station', id: to.id as never }]);
      return to.count() > before ? undefined : `heard ${to.count()} facts, as before`;
    }, 8000);
  }

  it('pass facts on, each once, and only to their audience', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const station = truth.station();
    const near = await one.client(station.token);
    const far = await two.client(station.token);
    const stranger = await two.client(truth.station().token);
    await one.signalling.facts.tell('call:placed', [{ kind: 'station', id: station.actor.stationId }]);
    await one.signalling.facts.tell('call:ringing', [{ kind: 'station', id: station.actor.stationId }]);
    await Promise.all([near.hear('call:ringing'), far.hear('call:ringing')]);
    await far.say('state:read', {});
    await stranger.say('state:read', {});
    expect(near.order).to.deep.equal(['call:placed', 'call:ringing']);
    expect(far.order).to.deep.equal(['call:placed', 'call:ringing', 'answer state:read']);
    expect(stranger.order).to.deep.equal(['answer state:read']);
  });

  it('hear a process that serves no sockets', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { two, prefix } = servers;
    const clinician = truth.person();
    const client = await two.client(clinician.token);
    const workers = await openFactPublisher({
      redisUrl: redis.url,
      prefix,
      store: truth.store,
      log: collectingLog().log,
    });
    await workers.facts.tell('call:ringing', [{ kind: 'clinician', id: clinician.actor.personId }]);
    workers.facts.boardChanged(clinician.actor.organisationId);
    await Promise.all([client.hear('call:ringing'), client.hear('board:changed')]);
    await workers.close();
    await workers.close();
  });

  it('end connections everywhere, with the reason first', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const ended = truth.person();
    const spared = truth.person();
    const clients = [await one.client(ended.token), await two.client(ended.token)];
    const other = await two.client(spared.token);
    one.signalling.facts.endConnections({ family: ended.actor.familyId }, 'signed-out');
    for (const client of clients) {
      expect((await client.ended).reason).to.equal('io server disconnect');
      expect(client.heard).to.deep.include({ name: 'connection:ended', payload: { reason: 'signed-out' } });
    }
    expect((await other.say('state:read', {})).ok).to.equal(true);
  });

  it('hold board facts back to four a second, and lose none at the end', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const { actor, token } = truth.person();
    const client = await two.client(token);
    const count = () => client.order.filter((name) => name === 'board:changed').length;
    await eventually(() => (count() === 1 ? undefined : 'arrival not on the board'));
    for (let change = 0; change < 50; change += 1) {
      one.signalling.facts.boardChanged(actor.organisationId);
    }
    await eventually(() => (count() === 3 ? undefined : `${count()} board facts`));
    await client.say('state:read', {});
    expect(count()).to.equal(3);
  });

  it('know a clinician gone only after the last socket on any of them', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const { actor, token } = truth.person();
    const witness = truth.person();
    const first = await one.client(token);
    const second = await two.client(token);
    const other = await one.client(witness.token);
    first.close();
    // The witness goes after the first and is found gone: by then the first was found not to be.
    other.close();
    await eventually(() => (truth.gone.includes(witness.actor.personId) ? undefined : 'witness not gone'));
    expect(truth.gone).to.not.include(actor.personId);
    second.close();
    await eventually(() => (truth.gone.includes(actor.personId) ? undefined : 'not gone'));
  });

  for (const type of ['normal', 'pubsub']) {
    it(`find each other again after CLIENT KILL TYPE ${type}`, async () => {
      const truth = new FakeTruth();
      await using servers = await openTwo(truth);
      const { one, two } = servers;
      const station = truth.station();
      const clinician = truth.person();
      const far = await two.client(station.token);
      const count = () => far.order.filter((name) => name === 'call:placed').length;
      await tellUntilHeard(one, { id: station.actor.stationId, count });
      for (let round = 0; round < 3; round += 1) {
        await redis.command('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
        await tellUntilHeard(one, { id: station.actor.stationId, count });
      }
      // Questions to all servers travel by publish and subscribe: they must be answered again too.
      const near = await one.client(clinician.token);
      await two.client(clinician.token);
      near.close();
      const leaver = truth.person();
      (await one.client(leaver.token)).close();
      await eventually(() =>
        truth.gone.includes(leaver.actor.personId) ? undefined : 'departure not noticed',
      );
      expect(truth.gone).to.not.include(clinician.actor.personId);
    });
  }

  it('lose no fact told while the reader reconnects', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const station = truth.station();
    const far = await two.client(station.token);
    // Before the first fact ever, when the adapter by itself would only read what comes after its reconnect.
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await one.signalling.facts.tell('call:placed', [{ kind: 'station', id: station.actor.stationId }]);
    await far.hear('call:placed');
  });

  it('work on alone while Redis is away, and together again once it is back', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const station = truth.station();
    const near = await one.client(station.token);
    const far = await two.client(station.token);
    await redis.kill();
    await one.signalling.facts.tell('call:ringing', [{ kind: 'station', id: station.actor.stationId }]);
    await near.hear('call:ringing');
    const late = await two.client(truth.person().token);
    expect((await late.say('state:read', {})).ok).to.equal(true);
    late.close();
    one.signalling.facts.endConnections({ person: truth.person().actor.personId }, 'disabled');
    await redis.restart();
    const count = () => far.order.filter((name) => name === 'call:placed').length;
    await tellUntilHeard(one, { id: station.actor.stationId, count });
  });

  it('work on while Redis hangs, and close all the same', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one } = servers;
    const station = truth.station();
    const near = await one.client(station.token);
    redis.freeze();
    await one.signalling.facts.tell('call:ringing', [{ kind: 'station', id: station.actor.stationId }]);
    await near.hear('call:ringing');
    one.signalling.facts.endConnections({ station: station.actor.stationId }, 'station-revoked');
    await near.hear('connection:ended');
    await near.ended;
    await one.signalling.close();
    redis.thaw();
  });

  it('keep credentials out of Redis', async () => {
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const { token } = truth.person();
    const near = await one.client(token);
    await two.client(token);
    const seen = await redis.watch();
    near.close();
    // The one server asks where the clinician still is; the other answers with what it knows of the socket.
    await eventually(() => {
      const published = seen.filter((line) => line.includes('"PUBLISH"')).length;
      return published >= 2 ? undefined : `${published} messages between the servers`;
    });
    expect(seen.join('\n')).to.not.include(token);
  });

  it('open without Redis, serve their own sockets, and join the others when it comes', async () => {
    await redis.kill();
    const truth = new FakeTruth();
    await using servers = await openTwo(truth);
    const { one, two } = servers;
    const station = truth.station();
    const near = await one.client(station.token);
    const far = await two.client(station.token);
    await one.signalling.facts.tell('call:placed', [{ kind: 'station', id: station.actor.stationId }]);
    await near.hear('call:placed');
    await redis.restart();
    const heard = () => far.order.filter((name) => name === 'call:placed').length;
    await tellUntilHeard(one, { id: station.actor.stationId, count: heard });
  });
});
