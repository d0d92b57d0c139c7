import { expect } from 'chai';
import type { MediaRooms } from '../../domain/ports.ts';
import { GivenDownlinks } from '../support/given-downlinks.ts';
import { MediaClient, newJoining, newRoomId } from '../support/media-client.ts';
import { describeAdmission } from './media-rooms/admission.ts';
import { describeBadInput } from './media-rooms/bad-input.ts';
import { describeChecks } from './media-rooms/checks.ts';
import { describeDetaching } from './media-rooms/detaching.ts';
import { describePictures } from './media-rooms/pictures.ts';
import { describeLeaving, describeSources } from './media-rooms/leaving.ts';
import { codeOf, type Suite } from './media-rooms/suite.ts';

const empty = { rooms: 0, participants: 0, transports: 0, producers: 0, consumers: 0 };

/**
 * What every implementation of `MediaRooms` does, as a browser sees it. `create` starts one with two workers, whose
 * downlinks are as wide as `downlinks` says; the suite closes it.
 */
export function describeMediaRooms(
  name: string,
  create: (downlinks: GivenDownlinks) => Promise<MediaRooms>,
): void {
  describe(`${name} as MediaRooms`, () => {
    const suite = {} as Suite;
    before(async () => {
      suite.downlinks = await GivenDownlinks.create();
      suite.rooms = await create(suite.downlinks);
    });
    beforeEach(() => {
      suite.roomId = newRoomId();
    });
    afterEach(() => suite.rooms.closeRoom(suite.roomId));
    after(async () => {
      await suite.rooms.close();
      await suite.downlinks[Symbol.asyncDispose]();
    });

    describeAdmission(suite);
    describeSources(suite);
    describeLeaving(suite);
    describeDetaching(suite);
    describePictures(suite);
    describeBadInput(suite);
    describeChecks(suite);

    it('leaves nothing behind after 200 short calls', async () => {
      const shortCall = async (): Promise<void> => {
        const id = newRoomId();
        const joinings = [newJoining('station'), newJoining('clinician')];
        const clients = await Promise.all(
          joinings.map((joining) => MediaClient.join(suite.rooms, id, { joining })),
        );
        await Promise.all(
          clients.flatMap((client) => [
            client.produce('microphone'),
            client.produce('camera'),
            client.receive(),
          ]),
        );
        await suite.rooms.admit(
          id,
          joinings.map(({ key }) => key),
        );
        for (const client of clients) await client.take(await client.stream('camera'));
        await Promise.all(clients.map(({ participation }) => participation.leave()));
      };
      for (let batch = 0; batch < 20; batch += 1) await Promise.all(Array.from({ length: 10 }, shortCall));
      expect(suite.rooms.counts()).to.deep.equal({ ...empty, workers: 2 });
    }).timeout(60_000);

    it('closes once, telling those inside, and takes nobody in after', async () => {
      const own = await create(suite.downlinks);
      const client = await MediaClient.join(own, suite.roomId);
      const late = codeOf(MediaClient.join(own, newRoomId()));
      await Promise.all([own.close(), own.close()]);
      expect(await client.fact('room:left')).to.deep.equal({ reason: 'closed' });
      expect(['unavailable', 'wrong-phase']).to.include(await late);
      expect(await codeOf(MediaClient.join(own, suite.roomId))).to.equal('unavailable');
      expect(await codeOf(own.openCheck({ region: null }))).to.equal('unavailable');
      expect(own.counts()).to.deep.equal({ ...empty, workers: 0 });
    });
  });
}
