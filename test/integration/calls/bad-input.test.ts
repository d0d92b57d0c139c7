import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { SignedAccessTokens } from '../../../server/auth/access-tokens.ts';
import type { StationActor } from '../../../domain/actors.ts';
import { SocketClient } from '../../support/socket-client.ts';
import { type EnrolledStation, World } from '../../support/world.ts';

/** What a browser is told when its connection is refused. */
async function refusalOf(world: World, token: unknown): Promise<unknown> {
  try {
    using client = await SocketClient.connect({ url: world.server(0).url, token });
    return `connected as ${client.raw.id ?? ''}`;
  } catch (error) {
    return (error as { data?: unknown }).data;
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The claims of a good token, for signing them in a bad way. */
function claimsOf({ token }: { token: string }): jwt.JwtPayload {
  return jwt.decode(token) as jwt.JwtPayload;
}

function actorOf({ stationId, siteId, organisationId }: EnrolledStation): StationActor {
  return { kind: 'station', stationId, siteId, organisationId };
}

async function joined(world: World) {
  const station = await world.addStation(await world.addPlace());
  const socket = await world.connect(station);
  await socket.say('call:start', {});
  const { state } = await socket.hear('call:placed');
  const roomId = state.kind === 'station' ? state.call?.roomId : undefined;
  const answer = await socket.sayAnything('room:join', {
    roomId,
    sources: { microphone: 'on', camera: 'on' },
  });
  expect(answer).to.include({ ok: true });
  return socket;
}

describe('bad input over a socket', () => {
  let world: World;
  let station: EnrolledStation;

  before(async () => {
    world = await World.create();
    station = await world.addStation(await world.addPlace());
  });

  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('refuses tokens that are malformed, unsigned, expired, for somebody else, or by somebody else', async () => {
    const key = createPrivateKey(await readFile(world.config.tokens.keyFile));
    const { kid } = jwt.decode(station.token, { complete: true })?.header ?? {};
    const claims = claimsOf(station);
    const past = { now: () => new Date(Date.now() - 3_600_000) };
    const earlier = await SignedAccessTokens.create({ keyFile: world.config.tokens.keyFile, clock: past });
    const unsigned = `${encoded({ alg: 'none', typ: 'JWT', kid })}.${encoded(claimsOf(station))}.`;
    const bad = {
      absent: undefined,
      malformed: 'not a token',
      'alg none': unsigned,
      'a public key used as a secret': jwt.sign(claimsOf(station), 'secret', {
        algorithm: 'HS256',
        ...(kid && { keyid: kid }),
      }),
      expired: earlier.issue(actorOf(station)).token,
      'wrong audience': jwt.sign({ ...claims, aud: 'another-service' }, key, {
        algorithm: 'ES256',
        ...(kid && { keyid: kid }),
      }),
      'changed after signing': `${station.token.slice(0, -4)}AAAA`,
    };
    for (const [what, token] of Object.entries(bad)) {
      expect(await refusalOf(world, token), what).to.include({ code: 'unauthenticated' });
    }
    expect(await refusalOf(world, station.token)).to.match(/^connected/);
  });

  it('gives each its code and goes on answering', async () => {
    const socket = await world.connect(station);
    expect(await socket.sayAnything('call:explode', {})).to.deep.include({
      ok: false,
      code: 'unknown-command',
    });
    expect(await socket.sayAnything('__proto__', {})).to.deep.include({ ok: false, code: 'unknown-command' });
    expect(await socket.sayAnything('room:produce', {})).to.deep.include({
      ok: false,
      code: 'unknown-command',
    });
    const extra = await socket.sayAnything('call:start', { siteId: station.siteId });
    expect(extra).to.deep.include({ ok: false, code: 'invalid' });
    expect(JSON.stringify(extra)).to.contain('siteId').and.not.to.contain(station.siteId);
    expect(await socket.sayAnything('call:cancel', { callId: 7 })).to.deep.include({
      ok: false,
      code: 'invalid',
    });
    expect(await socket.say('state:read', {})).to.include({ ok: true });
  });

  it('ends only the connection that sends more than 64 KiB', async () => {
    const [big, other] = [await world.connect(station), await world.connect(station)];
    big.raw.emit('call:describe', { concern: 'x'.repeat(70_000) });
    expect(await big.ended).to.include({ code: 1009 });
    expect(await other.say('state:read', {})).to.include({ ok: true });
  });

  it('refuses garbage in media parameters, and the media worker lives', async () => {
    const socket = await joined(world);
    const before = world.rooms.counts().workers;
    const codec = { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 };
    const garbage: [name: string, payload: object][] = [
      ['room:produce', { source: 'microphone', rtpParameters: 'garbage' }],
      ['room:produce', { source: 'microphone', rtpParameters: { codecs: [] } }],
      [
        'room:produce',
        { source: 'microphone', rtpParameters: { codecs: [{ ...codec, mimeType: 'audio/nonsense' }] } },
      ],
      ['room:produce', { source: 'camera', rtpParameters: { codecs: [codec], encodings: [{ ssrc: 1 }] } }],
      [
        'room:produce',
        { source: 'microphone', rtpParameters: { codecs: [codec], encodings: [{ rid: '\u0000' }] } },
      ],
      [
        'room:receive',
        { rtpCapabilities: { codecs: [{ kind: 'audio', mimeType: 'garbage', clockRate: 90_000 }] } },
      ],
      ['room:connect', { direction: 'send', dtlsParameters: { fingerprints: [] } }],
      [
        'room:connect',
        { direction: 'send', dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }] } },
      ],
      ['room:resume', { consumerId: 'nobody' }],
      ['room:show-large', { large: ['nobody'] }],
    ];
    for (const [name, payload] of garbage) {
      const answer = await socket.sayAnything(name, payload);
      expect(answer, `${name} ${JSON.stringify(payload)}`).to.include({ ok: false });
      expect(answer.ok ? '' : answer.code).to.be.oneOf(['invalid', 'not-found']);
      expect(JSON.stringify(answer)).not.to.match(/node_modules|\.ts:|stack/);
    }
    expect(world.rooms.counts().workers).to.equal(before);
    await joined(world);
  });
});
