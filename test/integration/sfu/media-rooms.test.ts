import { once } from 'node:events';
import { expect } from 'chai';
import { observer, type types } from 'mediasoup';
import { freePort } from '../../../scripts/ports.ts';
import type { MediaLimits } from '../../../config/sfu.ts';
import type { Joining } from '../../../domain/ports.ts';
import { LocalMediaRooms } from '../../../sfu/rooms/local-media-rooms.ts';
import { codeOf } from '../../contract/media-rooms/suite.ts';
import { describeMediaRooms } from '../../contract/media-rooms.ts';
import { MediaClient, newJoining, newRoomId, quietLog, workerBin } from '../../support/media-client.ts';

type Given = { workers?: number; firstPort?: number; limits?: MediaLimits };

function createRooms({ workers = 2, firstPort = 0, limits }: Given = {}): Promise<LocalMediaRooms> {
  return LocalMediaRooms.create({
    workers,
    listenAddress: '127.0.0.1',
    firstPort,
    workerBin: workerBin(),
    log: quietLog,
    ...(limits && { limits }),
  });
}

describeMediaRooms('LocalMediaRooms', (downlinks) => {
  downlinks.giveHere();
  return createRooms();
});

/** LocalMediaRooms with its mediasoup workers in view. */
async function watched(options?: Given) {
  const workers: types.Worker[] = [];
  const note = (worker: types.Worker): void => {
    workers.push(worker);
  };
  observer.on('newworker', note);
  const rooms = await createRooms(options);
  const close = async (): Promise<void> => {
    observer.off('newworker', note);
    await rooms.close();
  };
  return { rooms, workers, [Symbol.asyncDispose]: close };
}

/** Every producer that is made on these workers from now on, by id. */
function watchProducers(workers: types.Worker[]): Map<string, types.Producer> {
  const producers = new Map<string, types.Producer>();
  for (const worker of workers) {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newproducer', (producer) => {
          producers.set(producer.id, producer);
        });
      });
    });
  }
  return producers;
}

/** Settles when the producer is paused or not, as asked. */
async function pausing(producer: types.Producer | undefined, paused: boolean): Promise<void> {
  if (producer === undefined) throw new Error('There is no such producer.');
  if (producer.paused !== paused) await once(producer.observer as never, paused ? 'pause' : 'resume');
}

async function routersOf(workers: types.Worker[]): Promise<number[]> {
  const dumps = await Promise.all(workers.map((worker) => worker.dump()));
  return dumps.map(({ routerIds }) => routerIds.length);
}

describe('LocalMediaRooms and its workers', () => {
  it('leaves nothing in the worker after many calls', async () => {
    await using sfu = await watched({ workers: 1 });
    const [worker] = sfu.workers;
    const servers: types.WebRtcServer[] = [];
    worker?.observer.on('newwebrtcserver', (server) => servers.push(server));
    for (let call = 0; call < 20; call += 1) {
      const roomId = newRoomId();
      const clients = await Promise.all(
        [1, 2].map(() => MediaClient.join(sfu.rooms, roomId, { admitted: true })),
      );
      for (const client of clients) {
        await Promise.all([client.receive(), client.produce('camera'), client.produce('microphone')]);
      }
      for (const client of clients) await client.take(await client.stream('microphone'));
      await Promise.all(clients.map(({ participation }) => participation.leave()));
    }
    const dump = await worker?.dump();
    expect(dump?.routerIds).to.deep.equal([]);
    // What is left is the server that listens.
    expect(dump?.channelMessageHandlers.channelRequestHandlers).to.deep.equal(dump?.webRtcServerIds);
    expect((await worker?.getResourceUsage())?.ru_maxrss).to.be.greaterThan(0);
  });

  it('keeps producers paused until admission, pictures until somebody can see them, and whenever muted', async () => {
    await using sfu = await watched({ workers: 1 });
    const producers = watchProducers(sfu.workers);
    const roomId = newRoomId();
    const joinings = [newJoining('station'), newJoining('clinician')] as const;
    const station = await MediaClient.join(sfu.rooms, roomId, { joining: joinings[0] });
    const clinician = await MediaClient.join(sfu.rooms, roomId, { joining: joinings[1] });
    await clinician.receive();
    const microphone = producers.get(await station.produce('microphone'));
    const camera = producers.get(await station.produce('camera'));
    expect([microphone?.paused, camera?.paused]).to.deep.equal([true, true]);

    await sfu.rooms.admit(
      roomId,
      joinings.map(({ key }) => key),
    );
    await pausing(microphone, false);
    await clinician.take(await clinician.stream('camera'));
    // No packet can reach this browser, so nobody has it yet; with a real one see the Chromium test.
    expect((await camera?.dump())?.paused).to.equal(true);

    await station.participation.setSource('microphone', 'off');
    await pausing(microphone, true);
    const again = await MediaClient.join(sfu.rooms, roomId, {
      joining: joinings[0],
      admitted: true,
      sources: { microphone: 'off', camera: 'on' },
    });
    const anew = producers.get(await again.produce('microphone'));
    expect((await anew?.dump())?.paused).to.equal(true);
    await again.participation.setSource('microphone', 'on');
    await pausing(anew, false);
  });

  it('spreads rooms over the workers, also those that open together', async () => {
    await using sfu = await watched({ workers: 2 });
    await Promise.all(Array.from({ length: 6 }, () => MediaClient.join(sfu.rooms, newRoomId())));
    expect(await routersOf(sfu.workers)).to.deep.equal([3, 3]);
  });

  it('places a room by what the others carry', async () => {
    await using sfu = await watched({ workers: 2 });
    const crowded = newRoomId();
    const crowd = await Promise.all(
      [1, 2, 3, 4].map(() => MediaClient.join(sfu.rooms, crowded, { admitted: true })),
    );
    for (const client of crowd) await Promise.all([client.receive(), client.produce('microphone')]);
    for (const client of crowd) await client.stream('microphone');
    const busy = await routersOf(sfu.workers);
    // Twelve streams weigh as much as three calls for two.
    for (let call = 0; call < 3; call += 1) await MediaClient.join(sfu.rooms, newRoomId());
    const now = await routersOf(sfu.workers);
    expect(now).to.deep.equal(busy.map((routers) => (routers === 1 ? 1 : 3)));
  });

  it('survives a worker that is killed: those inside are told, a new one stands in, and rejoining works', async () => {
    await using sfu = await watched({ workers: 1 });
    const roomId = newRoomId();
    const joining = newJoining();
    const client = await MediaClient.join(sfu.rooms, roomId, { joining, admitted: true });
    const [worker] = sfu.workers;
    if (worker === undefined) throw new Error('There is no worker.');
    process.kill(worker.pid, 'SIGKILL');
    expect(await client.fact('room:left')).to.deep.equal({ reason: 'media-failed' });
    expect(sfu.rooms.counts()).to.deep.include({ rooms: 0, participants: 0, transports: 0 });

    const again = await MediaClient.join(sfu.rooms, roomId, { joining, admitted: true });
    await again.produce('microphone');
    expect(sfu.rooms.counts()).to.deep.include({ workers: 1, rooms: 1, producers: 1 });
    expect(sfu.workers.length).to.equal(2);
  });

  it('refuses what was under way when its worker was killed, with a plain sentence', async () => {
    await using sfu = await watched({ workers: 1 });
    const roomId = newRoomId();
    const client = await MediaClient.join(sfu.rooms, roomId, { admitted: true });
    const offer = await client.offer('camera');
    process.kill(sfu.workers[0]?.pid ?? 0, 'SIGSTOP');
    const produced = client.participation.produce(offer).catch((error: unknown) => error);
    const joined = MediaClient.join(sfu.rooms, roomId).catch((error: unknown) => error);
    process.kill(sfu.workers[0]?.pid ?? 0, 'SIGKILL');
    expect(await produced).to.include({ code: 'wrong-phase' });
    expect(await joined).to.include({ code: 'unavailable' });
    await MediaClient.join(sfu.rooms, roomId);
  });

  it('goes on when only one of its workers is killed', async () => {
    await using sfu = await watched({ workers: 2 });
    const clients = await Promise.all(
      [1, 2].map(() => MediaClient.join(sfu.rooms, newRoomId(), { admitted: true })),
    );
    process.kill(sfu.workers[0]?.pid ?? 0, 'SIGKILL');
    const left = await Promise.race(clients.map(async (client) => (await client.fact('room:left'), client)));
    const other = clients.find((client) => client !== left);
    await other?.produce('microphone');
    expect(other?.heard('room:left')).to.deep.equal([]);
  });

  it('listens on one port for each worker, for UDP and TCP', async () => {
    const firstPort = await freePort({ inARow: 2 });
    await using sfu = await watched({ workers: 2, firstPort });
    const clients = await Promise.all([1, 2].map(() => MediaClient.join(sfu.rooms, newRoomId())));
    const candidates = clients.flatMap(({ participation }) => participation.joined.send.iceCandidates);
    expect(candidates.map(({ port, protocol }) => `${String(protocol)} ${port}`)).to.have.members([
      `udp ${firstPort}`,
      `tcp ${firstPort}`,
      `udp ${firstPort + 1}`,
      `tcp ${firstPort + 1}`,
    ]);
  });

  it('tells browsers the announced address', async () => {
    const rooms = await LocalMediaRooms.create({
      workers: 1,
      listenAddress: '127.0.0.1',
      announcedAddress: '192.0.2.7',
      firstPort: 0,
      workerBin: workerBin(),
      log: quietLog,
    });
    const client = await MediaClient.join(rooms, newRoomId());
    const addresses = client.participation.joined.send.iceCandidates.map(({ ip }) => ip);
    expect(new Set(addresses)).to.deep.equal(new Set(['192.0.2.7']));
    await rooms.close();
  });

  it('ends the workers that did start when one cannot', async () => {
    const firstPort = await freePort({ inARow: 2 });
    await using first = await watched({ workers: 1, firstPort: firstPort + 1 });
    const failed = await createRooms({ workers: 2, firstPort }).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error);
    // The watch on the first also sees the two of the second.
    expect(first.workers.map(({ subprocessClosed }) => subprocessClosed)).to.deep.equal([false, true, true]);
  });

  it('leaves no process behind when it closes', async () => {
    const { rooms, workers } = await watched({ workers: 2 });
    await MediaClient.join(rooms, newRoomId());
    await rooms.close();
    expect(workers.map(({ subprocessClosed }) => subprocessClosed)).to.deep.equal([true, true]);
  });
});

describe('limits of what participants take of the SFU', () => {
  const limits = (transportsPerWorker = 1000): MediaLimits => ({
    incomingBps: { station: 4_000_000, clinician: 3_000_000, guest: 2_000_000 },
    transportsPerWorker,
  });
  const guest: Joining = {
    key: 'guest:0197f3b2-6f5c-4c4e-9d1b-000000000001' as Joining['key'],
    name: 'Ann',
    role: 'family',
  };

  it('have each kind of participant send no more than is configured for it', async () => {
    await using world = await watched({ workers: 1, limits: limits() });
    const transports: types.WebRtcTransport[] = [];
    world.workers[0]?.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => transports.push(transport as types.WebRtcTransport));
    });
    const roomId = newRoomId();
    for (const joining of [newJoining('station'), newJoining('clinician'), guest])
      await MediaClient.join(world.rooms, roomId, { joining, admitted: true });
    const stats = (await Promise.all(transports.map((transport) => transport.getStats()))).flat();
    const most = stats.map(({ maxIncomingBitrate }) => maxIncomingBitrate);
    expect(most.filter((bps) => bps !== undefined)).to.have.members([4_000_000, 3_000_000, 2_000_000]);
    expect(most).to.have.length(6);
  });

  it('refuse a participant for whom there is no connection left, and let those inside join again', async () => {
    await using world = await watched({ workers: 1, limits: limits(4) });
    const [roomId, joining] = [newRoomId(), newJoining('station')];
    await MediaClient.join(world.rooms, roomId, { joining, admitted: true });
    const clinician = await MediaClient.join(world.rooms, roomId, { admitted: true });
    expect(await codeOf(MediaClient.join(world.rooms, roomId, { joining: guest }))).to.equal('unavailable');
    expect(await codeOf(MediaClient.join(world.rooms, newRoomId()))).to.equal('unavailable');
    expect(world.rooms.counts()).to.include({ rooms: 1, participants: 2, transports: 4 });
    await MediaClient.join(world.rooms, roomId, { joining, admitted: true });
    await clinician.participation.leave();
    await MediaClient.join(world.rooms, roomId, { joining: guest });
  });

  it('refuse the fifth join of one participant that begins before one of the others has ended', async () => {
    await using world = await watched({ workers: 1, limits: limits() });
    const [roomId, joining] = [newRoomId(), newJoining('station')];
    const other = await MediaClient.join(world.rooms, roomId);
    const joins = Array.from({ length: 5 }, () => MediaClient.join(world.rooms, roomId, { joining }));
    const [fifth] = joins.slice(4);
    if (fifth === undefined) throw new Error('there are five');
    expect(await codeOf(fifth)).to.equal('too-many');
    await Promise.all(joins.slice(0, 4));
    await MediaClient.join(world.rooms, roomId, { joining });
    expect(world.rooms.counts()).to.include({ participants: 2 });
    expect(other.heard('room:left')).to.deep.equal([]);
  });
});
