import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { currentRequestId } from '../../../process/request-context.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { CallId } from '../../../domain/ids.ts';
import { mostOutstanding, mostOutstandingOfActor } from '../../../signalling/commands/dispatcher.ts';
import { mostSockets } from '../../../signalling/sockets/actor-sockets.ts';
import { eventually } from '../../support/eventually.ts';
import type { UseCases } from '../../../domain/use-cases.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { FakeTruth, SignallingWorld } from '../../support/signalling-world.ts';

describe('a socket command', () => {
  let redis: PrivateRedis;
  before(async () => {
    redis = await PrivateRedis.start();
  });
  after(() => redis[Symbol.asyncDispose]());

  const callId = randomUUID() as CallId;
  const open = (truth: FakeTruth, useCases: Partial<UseCases> = {}) =>
    SignallingWorld.open({ redisUrl: redis.url, truth, useCases });

  it('answers what its use case returns, and is counted and logged once', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth, { startCall: () => Promise.resolve({ callId }) });
    const client = await world.client(truth.station().token);
    expect(await client.say('call:start', {})).to.deep.equal({ ok: true, value: { callId } });
    expect(world.signalling.counts().commands).to.deep.equal([{ name: 'call:start', code: 'ok', count: 1 }]);
    const lines = world.lines.filter(({ message }) => message === 'command');
    expect(lines.map(({ fields }) => fields)).to.have.length(1);
    expect(lines[0]?.fields).to.include({ command: 'call:start', outcome: 'ok' });
  });

  it('is unknown when nobody has it, and names it; made-up and reserved names harm nothing', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    for (const name of [
      'call:dance',
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'error',
      '',
      'x'.repeat(5000),
    ]) {
      const answer = await client.sayAnything(name, {});
      expect(answer).to.include({ ok: false, code: 'unknown-command' });
      expect(answer.ok ? '' : answer.message)
        .to.include(name.slice(0, 64))
        .and.have.length.below(120);
    }
    expect(world.signalling.counts().commands).to.deep.equal([
      { name: 'unknown', code: 'unknown-command', count: 7 },
    ]);
  });

  it('of a clinician is unknown to a station, and the other way round', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const station = await world.client(truth.station().token);
    const clinician = await world.client(truth.person().token);
    expect(await station.say('offer:accept', { offerId: randomUUID() })).to.include({
      code: 'unknown-command',
    });
    expect(await station.say('board:read', {})).to.include({ code: 'unknown-command' });
    expect(await clinician.say('call:start', {})).to.include({ code: 'unknown-command' });
  });

  it('is refused when a field is unknown, wrong or missing: the message names the field and echoes no value', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    const secret = 'Margaret Hale';
    const tries: [unknown, string][] = [
      [{ callId, patientName: 'A', ward: secret }, 'ward'],
      [{ callId, acuity: secret }, 'acuity'],
      [{ callId, dateOfBirth: secret }, 'dateOfBirth'],
      [{ patientName: secret }, 'callId'],
      [secret, 'payload'],
      [Buffer.from(secret), 'callId'],
      [null, 'payload'],
    ];
    for (const [payload, field] of tries) {
      const answer = await client.sayAnything('call:describe', payload);
      expect(answer).to.include({ ok: false, code: 'invalid' });
      expect(JSON.stringify(answer)).to.include(field).and.not.include(secret);
    }
    expect(await client.sayAnything('call:start')).to.include({ code: 'invalid' });
    expect(await client.sayAnything('call:start', {}, {})).to.include({ code: 'invalid' });
  });

  it('tells a domain failure by its code, and hides a bug behind a reference', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth, {
      cancelCall: () => Promise.reject(new DomainError('wrong-phase', 'the call has ended')),
      startCall: () => Promise.reject(new TypeError('patient.name is undefined')),
    });
    const client = await world.client(truth.station().token);
    expect(await client.say('call:cancel', { callId })).to.deep.equal({
      ok: false,
      code: 'wrong-phase',
      message: 'the call has ended',
    });
    const answer = await client.say('call:start', {});
    expect(answer).to.include({ ok: false, code: 'internal' });
    const message = answer.ok ? '' : answer.message;
    const reference = /^something went wrong; reference ([0-9a-f-]{36})$/.exec(message)?.[1];
    const logged = world.lines.find(({ level }) => level === 'error');
    expect(logged?.fields['reference']).to.equal(reference);
    expect((logged?.error as Error).stack).to.include('patient.name is undefined');
  });

  it('has one id, which its use case knows and which is the reference of a bug in it', async () => {
    const truth = new FakeTruth();
    const ids: (string | undefined)[] = [];
    await using world = await open(truth, {
      startCall: async () => {
        await Promise.resolve();
        ids.push(currentRequestId());
        throw new TypeError('a bug');
      },
    });
    const client = await world.client(truth.station().token);
    const answers = [await client.say('call:start', {}), await client.say('call:start', {})];
    expect(new Set(ids).size).to.equal(2);
    expect(answers.map((answer) => !answer.ok && answer.message)).to.deep.equal(
      ids.map((id) => `something went wrong; reference ${String(id)}`),
    );
  });

  it('without an acknowledgement is not run', async () => {
    const truth = new FakeTruth();
    let pressed = 0;
    await using world = await open(truth, {
      startCall: () => {
        pressed += 1;
        return Promise.resolve({ callId });
      },
    });
    const client = await world.client(truth.station().token);
    client.raw.emit('call:start', {});
    client.raw.emit('call:start');
    expect((await client.say('state:read', {})).ok).to.equal(true);
    expect(pressed).to.equal(0);
    expect(world.signalling.counts().commands).to.deep.include({
      name: 'call:start',
      code: 'unanswerable',
      count: 2,
    });
  });

  it('that nobody could answer ends its connection when there are a hundred of them', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    for (let n = 0; n < 100; n += 1) client.raw.emit('call:start', {});
    expect((await client.ended).reason).to.equal('io server disconnect');
  });

  it('that is larger than 64 KiB ends its own connection with code 1009 and nobody else’s', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const other = await world.client(truth.station().token);
    const client = await world.client(truth.station().token);
    client.raw.emit('call:describe', { callId, concern: 'x'.repeat(65 * 1024) });
    expect(await client.ended).to.deep.equal({ reason: 'transport close', code: 1009 });
    expect((await other.say('state:read', {})).ok).to.equal(true);
  });

  it('below the limit gets through to the contract', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const client = await world.client(truth.station().token);
    const answer = await client.say('call:describe', { callId, concern: 'x'.repeat(63 * 1024) });
    expect(answer).to.include({ ok: false, code: 'invalid' });
  });

  it('in a flood is refused beyond the limit, but the button still works', async () => {
    const truth = new FakeTruth();
    const gate = Promise.withResolvers<undefined>();
    let pressed = 0;
    await using world = await open(truth, {
      cancelCall: () => gate.promise,
      startCall: () => {
        pressed += 1;
        return Promise.resolve({ callId });
      },
    });
    const client = await world.client(truth.station().token);
    const blocked = Array.from({ length: mostOutstanding }, () => client.say('call:cancel', { callId }));
    const refused = await Promise.all([client.say('call:cancel', { callId }), client.say('state:read', {})]);
    expect(refused.map((answer) => (answer.ok ? 'ok' : answer.code))).to.deep.equal(['too-many', 'too-many']);
    const presses = await Promise.all([client.say('call:start', {}), client.say('call:start', {})]);
    expect(presses.every((answer) => answer.ok)).to.equal(true);
    expect(pressed).to.be.within(1, 2);
    gate.resolve(undefined);
    expect((await Promise.all(blocked)).every((answer) => answer.ok)).to.equal(true);
    expect((await client.say('state:read', {})).ok).to.equal(true);
  });

  it('of somebody with many sockets is refused beyond what one actor may have at work, and nobody else’s', async () => {
    const truth = new FakeTruth();
    const gate = Promise.withResolvers<undefined>();
    await using world = await open(truth, {
      cancelCall: () => gate.promise,
      startCall: () => Promise.resolve({ callId }),
    });
    const { token } = truth.station();
    const [one, two, three] = [
      await world.client(token),
      await world.client(token),
      await world.client(token),
    ];
    const blocked = [one, two].flatMap((client) =>
      Array.from({ length: mostOutstandingOfActor / 2 }, () => client.say('call:cancel', { callId })),
    );
    // What comes over one socket overtakes what comes over another.
    await eventually(async () => {
      const answer = await three.say('state:read', {});
      return !answer.ok && answer.code === 'too-many' ? undefined : 'still answered';
    });
    expect((await three.say('call:start', {})).ok).to.equal(true);
    const other = await world.client(truth.station().token);
    expect((await other.say('state:read', {})).ok).to.equal(true);
    gate.resolve(undefined);
    expect((await Promise.all(blocked)).every((answer) => answer.ok)).to.equal(true);
    expect((await three.say('state:read', {})).ok).to.equal(true);
  });

  it('comes through over a new socket, however many there are: the oldest is ended', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const { token } = truth.station();
    const oldest = await world.client(token);
    for (let n = 1; n < mostSockets.station; n += 1) await world.client(token);
    const newest = await world.client(token);
    expect((await oldest.ended).reason).to.equal('io server disconnect');
    expect((await newest.say('state:read', {})).ok).to.equal(true);
    expect(world.lines.map(({ message }) => message)).to.include('connection ended: too many of one actor');
  });

  it('of a visit is not cut off by newer sockets: the oldest outside is ended', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const { token } = truth.station();
    const inside = await world.client(token);
    const joined = await inside.say('room:join', {
      roomId: randomUUID(),
      sources: { microphone: 'on', camera: 'missing' },
    });
    expect(joined.ok).to.equal(true);
    const oldest = await world.client(token);
    for (let n = 1; n < mostSockets.station; n += 1) await world.client(token);
    expect((await oldest.ended).reason).to.equal('io server disconnect');
    expect((await inside.say('state:read', {})).ok).to.equal(true);
  });

  it('of a guest comes over eight sockets at most, the newest ones', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const { token } = truth.guest();
    const oldest = await world.client(token);
    for (let n = 1; n < 8; n += 1) await world.client(token);
    const newest = await world.client(token);
    expect((await oldest.ended).reason).to.equal('io server disconnect');
    expect((await newest.say('state:read', {})).ok).to.equal(true);
  });

  it('in bytes that are no packet ends that connection only', async () => {
    const truth = new FakeTruth();
    await using world = await open(truth);
    const other = await world.client(truth.station().token);
    for (const garbage of [
      '42["call:start"',
      '4zzz',
      '451-["x",{"_placeholder":true,"num":7}]',
      '42[17,{}]',
      '{}',
    ]) {
      const socket = new WebSocket(`${world.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      const { token } = truth.station();
      const closed = new Promise<void>((resolve) => {
        socket.addEventListener('close', () => {
          resolve();
        });
      });
      await new Promise<void>((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          const text = String(data);
          if (text.startsWith('0')) socket.send(`40${JSON.stringify({ token })}`);
          if (text.startsWith('40')) {
            socket.send(garbage);
            resolve();
          }
        });
      });
      if (garbage.startsWith('42[17')) socket.close();
      if (garbage.startsWith('451')) socket.send('42["call:start"');
      await closed;
    }
    expect((await other.say('state:read', {})).ok).to.equal(true);
  });
});
