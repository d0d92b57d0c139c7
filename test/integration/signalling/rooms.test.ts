import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { DomainError } from '../../../domain/errors.ts';
import type { ParticipantId } from '../../../domain/ids.ts';
import type { UseCases } from '../../../domain/use-cases.ts';
import { translated } from '../../../store/postgres/errors.ts';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { FakeTruth, SignallingWorld } from '../../support/signalling-world.ts';

describe('a media room over a socket', () => {
  let redis: PrivateRedis;
  before(async () => {
    redis = await PrivateRedis.start();
  });
  after(() => redis[Symbol.asyncDispose]());

  const join = () => ({ roomId: randomUUID(), sources: { microphone: 'on', camera: 'missing' } }) as const;
  const open = (truth: FakeTruth, useCases: Partial<UseCases> = {}) =>
    SignallingWorld.open({ redisUrl: redis.url, truth, useCases, rhythm: { roomsMs: 20 } });

  it('knows its commands only inside', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    const produce = () => client.say('room:set-source', { source: 'microphone', state: 'off' });
    expect(await produce()).to.include({ code: 'unknown-command' });
    expect((await client.say('room:join', join())).ok).to.equal(true);
    expect(await produce()).to.deep.equal({ ok: true, value: {} });
    expect((await client.say('room:leave', {})).ok).to.equal(true);
    expect(await produce()).to.include({ code: 'unknown-command' });
    expect(world.media.participants.map(({ left }) => left)).to.deep.equal([true]);
  });

  it('answers the join before anything that the room tells', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    world.media.duringJoin = (tell) => {
      tell({ name: 'room:admitted', payload: { others: [] } });
      tell({ name: 'room:consumer-closed', payload: { consumerId: 'c1' } });
    };
    const client = await world.client(truth.station().token);
    const answered = client.say('room:join', join());
    await client.hear('room:consumer-closed');
    await answered;
    expect(client.order).to.deep.equal(['answer room:join', 'room:admitted', 'room:consumer-closed']);
  });

  it('is over for the browser when the room says so', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    await client.say('room:join', join());
    world.media.participants[0]?.tell({ name: 'room:left', payload: { reason: 'replaced' } });
    expect(await client.hear('room:left')).to.deep.equal({ reason: 'replaced' });
    expect(await client.say('room:leave', {})).to.include({ code: 'unknown-command' });
  });

  it('is entered with the way there, and new credentials for every way that is sought later', async () => {
    const truth = new FakeTruth();
    let issued = 1;
    const serversFor = (participantId: ParticipantId) => [
      {
        urls: ['turn:turn.example.org'],
        username: `${issued}:${participantId}`,
        credential: 'made-for-them-alone',
      },
    ];
    await using world = await SignallingWorld.open({
      redisUrl: redis.url,
      truth,
      relays: { available: true, serversFor },
    });
    const client = await world.client(truth.station().token);
    const answer = await client.say('room:join', join());
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.value.iceTransportPolicy).to.equal('relay');
    expect(answer.value.iceServers).to.deep.equal(serversFor(answer.value.participantId));
    issued += 1;
    const restarted = await client.say('room:restart-ice', { direction: 'send' });
    if (!restarted.ok) throw new Error(restarted.message);
    expect(restarted.value.iceServers).to.deep.equal(serversFor(answer.value.participantId));
    expect(restarted.value.iceServers).not.to.deep.equal(answer.value.iceServers);
    expect(JSON.stringify(world.lines)).not.to.include('made-for-them-alone');
  });

  it('takes the straight way when the relays it was to take are gone', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    const answer = await client.say('room:join', join());
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.value).to.deep.include({ iceServers: [], iceTransportPolicy: 'all' });
  });

  it('is left for another by a second join', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    await client.say('room:join', join());
    await client.say('room:join', join());
    expect(world.media.participants.map(({ left }) => left)).to.deep.equal([true, false]);
    world.media.participants[0]?.tell({ name: 'room:left', payload: { reason: 'closed' } });
    expect((await client.say('room:leave', {})).ok).to.equal(true);
    expect(client.order.filter((name) => name === 'room:left')).to.deep.equal([]);
  });

  it('is let go when the socket goes, and left in the middle of the join', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    await client.say('room:join', join());
    client.close();
    await eventually(() => (world.media.participants[0]?.letGo === true ? undefined : 'still held'));
    expect(world.media.participants[0]?.left).to.equal(false);

    const gate = Promise.withResolvers<undefined>();
    world.media.duringJoin = () => gate.promise;
    const hasty = await world.client(truth.station().token);
    hasty.raw.emit('room:join', join(), () => undefined);
    await eventually(() => (world.media.participants.length === 2 ? undefined : 'not joining yet'));
    hasty.close();
    await eventually(() => (world.signalling.counts().sockets === 0 ? undefined : 'still connected'));
    gate.resolve(undefined);
    await eventually(() => (world.media.participants[1]?.left === true ? undefined : 'still in the room'));
  });

  it('passes on why one may not enter', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth, {
      enterRoom: () => Promise.reject(new DomainError('not-found', 'no such room')),
    });
    const client = await world.client(truth.station().token);
    expect(await client.say('room:join', join())).to.include({ ok: false, code: 'not-found' });
    expect(world.media.asked).to.deep.equal([]);
  });

  it('admits whom the database admits, and puts out whom it no longer lets in', async () => {
    const truth = new FakeTruth();
    const { actor, token } = truth.station();
    // What the store throws while Postgres is away, what it throws when it is asked too much, and a bug.
    const ownFailures = [
      translated(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })) as Error,
      new DomainError('unavailable', 'the database is busy'),
      new Error('a bug'),
    ];
    let now: 'waiting' | 'admitted' | 'over' | { failure: Error } = 'waiting';
    let asked = 0;
    await using world = await open(truth, {
      enterRoom: () => {
        asked += 1;
        if (typeof now === 'object') return Promise.reject(now.failure);
        if (now === 'over') return Promise.reject(new DomainError('not-found', 'no such room'));
        const key = `station:${actor.stationId}` as const;
        return Promise.resolve({
          joining: { key, name: 'Ward', role: 'station' },
          admitted: now === 'admitted',
          iceTransportPolicy: 'all',
        });
      },
    });
    const client = await world.client(token);
    await client.say('room:join', join());
    now = 'admitted';
    await client.hear('room:admitted');
    for (const failure of ownFailures) {
      now = { failure };
      const before = asked;
      await eventually(() => (asked > before + 1 ? undefined : 'not asked again'));
      expect(world.media.asked).to.deep.equal(['join station']);
    }
    now = 'over';
    await client.hear('room:left');
    expect(client.order.filter((name) => name === 'room:admitted')).to.have.length(1);
    expect(await client.say('room:leave', {})).to.include({ code: 'unknown-command' });
  });

  it('is gone on with over another socket, and nothing that the first one still says counts', async () => {
    const truth = new FakeTruth();
    const { token } = truth.station();
    await using world = await open(truth);
    const first = await world.client(token);
    const room = join();
    const joined = await first.say('room:join', room);
    if (!joined.ok) throw new Error(joined.message);
    const { participantId } = joined.value;
    const second = await world.client(token);
    world.media.duringJoin = (tell) => {
      tell({ name: 'room:consumer-closed', payload: { consumerId: 'c1' } });
    };
    const taken = await second.say('room:take-up', {
      roomId: room.roomId,
      participantId,
      stay: { tab: 'tab', epoch: 2 },
    });
    expect(taken.ok && taken.value.others).to.deep.equal([]);
    await second.hear('room:consumer-closed');
    expect(second.order).to.deep.equal(['answer room:take-up', 'room:consumer-closed']);
    const restarted = await second.say('room:restart-ice', { direction: 'send' });
    if (!restarted.ok) throw new Error(restarted.message);
    const { usernameFragment } = joined.value.send.iceParameters;
    expect(restarted.value.iceParameters.usernameFragment).not.to.equal(usernameFragment);
  });

  it('that is over cannot be gone on with', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    const takeUp = { roomId: randomUUID(), participantId: randomUUID(), stay: { tab: 'tab', epoch: 1 } };
    expect(await client.say('room:take-up', takeUp)).to.include({ code: 'not-found' });
    expect(await client.say('room:leave', {})).to.include({ code: 'unknown-command' });
  });

  it('is entered with what was switched off before, and what is switched off is kept', async () => {
    const truth = new FakeTruth();
    const kept: string[] = [];
    await using world = await open(truth, {
      readChoices: () => Promise.resolve({ microphone: 'off', camera: 'on' }),
      keepChoice: (_, { source, state }) => {
        kept.push(`${source} ${state}`);
        return Promise.resolve();
      },
    });
    const client = await world.client(truth.station().token);
    const sources = { microphone: 'on', camera: 'off' } as const;
    const joined = await client.say('room:join', { ...join(), sources });
    expect(joined.ok && joined.value.sources).to.deep.equal({ microphone: 'off', camera: 'off' });
    expect(joined.ok && joined.value.chosen).to.deep.equal({ microphone: 'off', camera: 'on' });
    await client.say('room:set-source', { source: 'microphone', state: 'on' });
    expect(kept).to.deep.equal(['camera off', 'microphone on']);
  });

  it('refuses a switch that could not be kept, so that the browser says it again', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth, {
      keepChoice: () => Promise.reject(new DomainError('unavailable', 'the database is away')),
    });
    const client = await world.client(truth.station().token);
    await client.say('room:join', join());
    const answer = await client.say('room:set-source', { source: 'microphone', state: 'off' });
    expect(answer).to.include({ ok: false, code: 'unavailable' });
  });
});
