import { expect } from 'chai';
import { observer, type types } from 'mediasoup';
import { LocalMediaRooms } from '../../../sfu/rooms/local-media-rooms.ts';
import { eventually } from '../../support/eventually.ts';
import { GivenDownlinks } from '../../support/given-downlinks.ts';
import { MediaClient, newJoining, newRoomId, quietLog, workerBin } from '../../support/media-client.ts';

/** The longest step, to a still, takes fifteen samples, one a second: twice that. */
const patienceMs = 30_000;

type Flow = { paused: boolean; spatialLayer: number | undefined };

/** Rooms of one worker, and every consumer that is made in it. */
async function watched() {
  await using opening = new AsyncDisposableStack();
  const downlinks = opening.use(await GivenDownlinks.create());
  downlinks.giveHere();
  const consumers = new Map<string, types.Consumer>();
  const note = (worker: types.Worker): void => {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newconsumer', (consumer) => consumers.set(consumer.id, consumer));
      });
    });
  };
  observer.on('newworker', note);
  opening.defer(() => {
    observer.off('newworker', note);
  });
  const listenAddress = '127.0.0.1';
  const rooms = await LocalMediaRooms.create({
    ...{ workers: 1, listenAddress, firstPort: 0, workerBin: workerBin(), log: quietLog },
  });
  opening.defer(() => rooms.close());
  const owned = opening.move();
  return { rooms, downlinks, consumers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

describe('LocalMediaRooms on a narrow line', function () {
  this.timeout(120_000);

  it('passes on less of a picture and in the end none, and the sound always', async () => {
    await using sfu = await watched();
    const roomId = newRoomId();
    const [station, clinician] = await Promise.all(
      (['station', 'clinician'] as const).map((role) =>
        MediaClient.join(sfu.rooms, roomId, { joining: newJoining(role), admitted: true }),
      ),
    );
    if (station === undefined || clinician === undefined) throw new Error('nobody is there');
    await Promise.all([clinician.produce('camera'), clinician.produce('microphone'), station.receive()]);
    const [camera, microphone] = await Promise.all([station.stream('camera'), station.stream('microphone')]);
    for (const offer of [camera, microphone]) await station.take(offer);
    const picture = sfu.consumers.get(camera.consumerId);
    const sound = sfu.consumers.get(microphone.consumerId);

    const flows = async (wanted: Flow): Promise<void> => {
      await eventually(() => {
        const now = { paused: picture?.paused, spatialLayer: picture?.preferredLayers?.spatialLayer };
        const fits = now.paused === wanted.paused && now.spatialLayer === wanted.spatialLayer;
        return fits ? undefined : `the picture is ${JSON.stringify(now)}`;
      }, patienceMs);
      expect(sound?.paused).to.equal(false);
    };
    await flows({ paused: false, spatialLayer: 1 });
    await sfu.downlinks.give(station, 300_000);
    await flows({ paused: false, spatialLayer: 0 });
    await sfu.downlinks.give(station, 40_000);
    await flows({ paused: true, spatialLayer: 0 });
    // Its browser asks again, as it does when its connection was lost: that opens nothing.
    await station.participation.resume(camera.consumerId);
    expect(picture?.paused).to.equal(true);

    // A still is let through and shut off again, with the stream that the browser has.
    await sfu.downlinks.give(station, 120_000);
    await flows({ paused: false, spatialLayer: 0 });
    await flows({ paused: true, spatialLayer: 0 });
    expect(picture?.closed).to.equal(false);
  });

  it('passes on the small size of whoever is not shown large, on a wide line too', async () => {
    await using sfu = await watched();
    const roomId = newRoomId();
    const [station, clinician, colleague] = await Promise.all(
      (['station', 'clinician', 'clinician'] as const).map((role) =>
        MediaClient.join(sfu.rooms, roomId, { joining: newJoining(role), admitted: true }),
      ),
    );
    if (station === undefined || clinician === undefined || colleague === undefined)
      throw new Error('nobody');
    await Promise.all([clinician.produce('camera'), colleague.produce('camera'), station.receive()]);
    const pictures: Record<string, types.Consumer | undefined> = {};
    for (const [name, one] of Object.entries({ clinician, colleague })) {
      const isTheirs = ({ participantId }: { participantId: string }) => participantId === one.participantId;
      const offer = await station.fact('room:consumer', isTheirs);
      await station.take(offer);
      pictures[name] = sfu.consumers.get(offer.consumerId);
    }
    const sizes = () =>
      Object.entries(pictures).map(([name, one]) => `${name} ${String(one?.preferredLayers?.spatialLayer)}`);

    expect(sizes()).to.deep.equal(['clinician 1', 'colleague 1']);
    await station.participation.showLarge([clinician.participantId]);
    await eventually(() => (sizes().join() === 'clinician 1,colleague 0' ? undefined : sizes().join()));
    await station.participation.showLarge([colleague.participantId]);
    await eventually(() => (sizes().join() === 'clinician 0,colleague 1' ? undefined : sizes().join()));
    // Who comes in later is small too, and a line that carries less takes nobody's turn.
    await sfu.downlinks.give(station, 300_000);
    await eventually(
      () => (sizes().join() === 'clinician 0,colleague 0' ? undefined : sizes().join()),
      patienceMs,
    );
    await station.participation.showLarge('everybody');
    await sfu.downlinks.give(station, 2_000_000);
    await eventually(
      () => (sizes().join() === 'clinician 1,colleague 1' ? undefined : sizes().join()),
      patienceMs,
    );
  });
});
