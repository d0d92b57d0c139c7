import { expect } from 'chai';
import type { CallId, OfferId } from '../../../domain/ids.ts';
import { callCardOf, clinicianHears, pressAt, ringOf, stationReads, valueOf } from '../../support/hearing.ts';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { World } from '../../support/world.ts';

/** Nothing can be written, as when what Redis holds has reached its limit; the settings are those of a new one. */
async function fill(redis: PrivateRedis): Promise<void> {
  expect(await redis.command('CONFIG', 'GET', 'maxmemory-policy')).to.include('noeviction');
  await redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
  expect(await refusalOf(redis.command('SET', 'something', 'more'))).to.match(/^OOM /);
}

function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'it was kept',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

async function healthOf({ url }: { url: string }) {
  const response = await fetch(`${url}/health/ready`);
  return { code: response.status, said: (await response.json()) as unknown };
}

describe('a service whose Redis has no memory left', function () {
  this.timeout(60_000);

  /** What a page does every few seconds: facts of the workers do not pass through such a Redis. */
  async function readOffer(socket: SocketClient, callId: CallId): Promise<OfferId> {
    const found: OfferId[] = [];
    await eventually(async () => {
      const { state } = valueOf(await socket.say('state:read', {}));
      const offer = state.kind === 'clinician' ? state.offer : null;
      if (offer !== null && callCardOf(offer)?.callId === callId) found.push(offer.offerId);
      return found.length > 0 ? undefined : 'nothing rings';
    }, 30_000);
    const [offerId] = found;
    if (offerId === undefined) throw new Error('nothing rings');
    return offerId;
  }

  it('rings presses, goes on with visits, is ready, and says that it is impaired', async () => {
    await using redis = await PrivateRedis.start();
    await using world = await World.create({ env: { REDIS_URL: redis.url } });
    const place = await world.addPlace();
    const first = await world.onCall(place);
    const before = await pressAt(world, place);
    const answered = valueOf(
      await first.socket.say('offer:accept', { offerId: await ringOf(first.socket, before.callId) }),
    );
    const second = await world.onCall(place);
    await fill(redis);

    const press = await pressAt(world, place);
    expect(await stationReads(press.socket)).to.have.nested.property('call.callId', press.callId);
    const offerId = await readOffer(second.socket, press.callId);
    const { visitId } = valueOf(await second.socket.say('offer:accept', { offerId }));
    expect(await stationReads(press.socket)).to.have.nested.property('call.life.visitId', visitId);

    const { visitId: running } = answered;
    expect(await stationReads(before.socket)).to.have.nested.property('call.life.visitId', running);
    valueOf(await before.socket.say('visit:end', { visitId: running }));
    await clinicianHears(first.socket, 'call:ended', ({ visit }) => visit === null);

    expect(await healthOf(world.server(0))).to.deep.equal({
      code: 200,
      said: {
        status: 'impaired',
        checks: { postgres: 'up', redis: 'down', mediaWorkers: 'up', mediaClocks: 'up', disk: 'up' },
      },
    });
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await eventually(async () => {
      const { said } = await healthOf(world.server(0));
      return (said as { status: string }).status === 'ready' ? undefined : JSON.stringify(said);
    });
  });
});
