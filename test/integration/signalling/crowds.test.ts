import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { FakeTruth, SignallingWorld } from '../../support/signalling-world.ts';

const crowd = 130;

describe('a crowd of sockets', () => {
  let redis: PrivateRedis;
  before(async () => {
    redis = await PrivateRedis.start();
  });
  after(() => redis[Symbol.asyncDispose]());

  const stationsOf = (truth: FakeTruth) => Array.from({ length: crowd }, () => truth.station());

  it('has the arrivals of its stations marked by few statements, every one of them', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({
      redisUrl: redis.url,
      truth,
      rhythm: { seenMs: 60_000 },
    });
    const stations = stationsOf(truth);
    await Promise.all(stations.map(({ token }) => world.client(token)));
    const marked = () => new Set(truth.seen.flatMap((seen) => seen.stations));
    await eventually(() =>
      marked().size === crowd ? undefined : `${marked().size} of ${crowd} arrivals are marked`,
    );
    expect(truth.seen.length).to.be.lessThan(crowd / 2);
  });

  it('marks a clinician by themselves: a ring must not wait until arrivals of stations have been collected', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({
      redisUrl: redis.url,
      truth,
      rhythm: { seenMs: 60_000 },
    });
    await world.client(truth.station().token);
    const { actor, token } = truth.person();
    await world.client(token);
    await eventually(() =>
      truth.seen.some(({ clinicians }) => clinicians.length > 0) ? undefined : 'not marked',
    );
    expect(truth.seen).to.deep.include({ stations: [], clinicians: [actor.personId] });
  });

  it('loses exactly those who are revoked, however many are looked up together', async () => {
    const truth = new FakeTruth();
    await using world = await SignallingWorld.open({ redisUrl: redis.url, truth, rhythm: { actorsMs: 30 } });
    const stations = stationsOf(truth);
    const clients = await Promise.all(stations.map(({ token }) => world.client(token)));
    const revoked = [0, 99, 100, crowd - 1];
    for (const n of revoked) truth.actors.delete(stations[n]?.actor.stationId ?? '');
    for (const n of revoked) {
      expect(await clients[n]?.hear('connection:ended')).to.deep.equal({ reason: 'station-revoked' });
    }
    await eventually(() => {
      const { sockets } = world.signalling.counts();
      return sockets === crowd - revoked.length ? undefined : `${sockets} sockets are left`;
    });
    for (const n of [1, 101]) expect((await clients[n]?.say('state:read', {}))?.ok).to.equal(true);
  });
});
