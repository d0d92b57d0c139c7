import { expect } from 'chai';
import type { CheckResult } from '../../../domain/checks/wire.ts';
import { oversightBoard, type StationLights } from '../../../domain/oversight/wire.ts';
import type { StationId } from '../../../domain/ids.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';
import { StoreWorld } from '../../support/world-store.ts';

const result: CheckResult = {
  ways: { udp: 'works', tcp: 'works', relay: 'not-set-up' },
  roundTripMs: 24,
  lossUp: 0,
  lossDown: 0.25,
};

describe('what stations have found, kept', () => {
  it('is the newest of each station, and so many before it', async () => {
    await using world = await StoreWorld.create();
    const [one, other] = [await world.addStation(), await world.addStation()];
    await world.query('update stations set enrolled_at = now()');
    const keep = (stationId: StationId, roundTripMs: number) =>
      world.store.transact(({ checks }) =>
        checks.keepCheck(stationId, { ...result, roundTripMs }, { keep: 3 }),
      );
    for (let n = 1; n <= 5; n += 1) {
      await keep(one, n);
      world.clock.pass(60_000);
    }
    await keep(other, 99);
    const listed = await world.store.reads.listCheckedStations(world.organisationId);
    const of = (id: StationId) => listed.find(({ stationId }) => stationId === id)?.check;
    expect(of(one)).to.deep.include({ ways: result.ways, roundTripMs: 5, lossUp: 0, lossDown: 0.25 });
    expect(of(other)?.roundTripMs).to.equal(99);
    const rows = await world.query<{ n: number }>('select count(*)::int as n from station_checks');
    expect(rows[0]?.n).to.equal(4);
  });
});

describe('the lights of stations over sockets', () => {
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  async function lights(socket: SocketClient): Promise<StationLights> {
    const answer = await socket.say('oversight:read', {});
    if (!answer.ok) throw new Error(answer.message);
    return oversightBoard.parse(answer.value).stations;
  }

  it('follow what stations report, tell the board, and leave out who cannot call', async () => {
    const manager = await world.connect(await world.addPerson(place, ['manager']));
    const stations = [
      await world.addStation(place),
      await world.addStation(place),
      await world.addStation(place),
    ];
    const [first, second, third] = stations;
    if (!first || !second || !third) throw new Error('three were made');
    // Not enrolled yet: nobody can call from it.
    await world.addEnrolmentCode(place);
    expect(await lights(manager)).to.include({ green: 0, amber: 0, red: 3 });

    const sockets = await Promise.all([world.connect(first), world.connect(second)]);
    expect((await sockets[0].say('check:report', { ...result, lossDown: 0 })).ok).to.equal(true);
    await manager.hear('board:changed');
    expect((await sockets[1].say('check:report', result)).ok).to.equal(true);
    await world.deps.store.transact(({ accounts }) => accounts.revokeStation(third.stationId));
    const { named, ...counts } = await lights(manager);
    expect(counts).to.deep.equal({ green: 1, amber: 1, red: 0 });
    expect(named).to.have.length(1);
    expect(named[0]).to.include({ stationId: second.stationId, light: 'amber', reason: 'lossy' });
  });

  it('are not those of another organisation', async () => {
    await world.addStation(place);
    const elsewhere = await world.addPlace();
    const manager = await world.connect(await world.addPerson(elsewhere, ['manager']));
    expect(await lights(manager)).to.deep.equal({ green: 0, amber: 0, red: 0, named: [] });
  });

  it('a check runs through the whole service: opened for a station and a clinician, with the way of the site', async () => {
    const station = await world.connect(await world.addStation(place));
    const clinician = await world.connect(await world.addPerson(place));
    for (const socket of [station, clinician]) {
      const answer = await socket.say('check:open', {});
      if (!answer.ok) throw new Error(answer.message);
      expect(answer.value).to.deep.include({ iceServers: [], iceTransportPolicy: 'all' });
      expect(await socket.say('check:close', {})).to.deep.equal({
        ok: true,
        value: { received: 0, lost: 0 },
      });
    }
    expect(world.rooms.counts()).to.include({ rooms: 0, participants: 0 });
  });
});
