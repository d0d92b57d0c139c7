import { expect } from 'chai';
import type { PictureLevel } from '../../../domain/rooms/wire.ts';
import { eventually } from '../../support/eventually.ts';
import { MediaClient } from '../../support/media-client.ts';
import { type Suite, two } from './suite.ts';

/** The estimate settles for four seconds first, and a still is tried after fifteen. */
const patienceMs = 30_000;

/** Both receive what the other sends. */
async function twoTaking(suite: Suite) {
  const { station, clinician, keys } = await two(suite, { admitted: true });
  for (const client of [station, clinician])
    for (const source of ['camera', 'microphone'] as const) await client.take(await client.stream(source));
  return { station, clinician, keys };
}

/** What they are sent themselves, as they were told last. */
const levelOf = (client: MediaClient): PictureLevel => client.heard('room:pictures').at(-1)?.rung ?? 'full';

/** What somebody else is sent, as this client was told last. */
const levelSeen = (client: MediaClient, of: MediaClient): PictureLevel | undefined =>
  client.heard('room:participant').findLast(({ participantId }) => participantId === of.participantId)
    ?.pictures;

async function bothKnow(
  level: PictureLevel,
  { station, clinician }: { station: MediaClient; clinician: MediaClient },
): Promise<void> {
  await eventually(() => {
    const [own, seen] = [levelOf(station), levelSeen(clinician, station)];
    return own === level && seen === level ? undefined : `told ${own} here and ${String(seen)} there`;
  }, patienceMs);
}

export function describePictures(suite: Suite): void {
  describe('pictures on a narrow line', () => {
    it('give way to the sound and come back by themselves, and both ends are told', async () => {
      const sides = await twoTaking(suite);
      const { station, clinician } = sides;
      await suite.downlinks.give(station, 300_000);
      await bothKnow('low', sides);
      await suite.downlinks.give(station, 40_000);
      await bothKnow('audio', sides);
      await suite.downlinks.give(station, 2_000_000);
      await bothKnow('still', sides);
      // Only whose line it is.
      expect(levelOf(clinician)).to.equal('full');
    }).timeout(100_000);

    it('stay as they are when the connection is taken up, and start anew with a new join', async () => {
      const { station, clinician, keys } = await twoTaking(suite);
      await suite.downlinks.give(station, 40_000);
      await bothKnow('audio', { station, clinician });
      const [key] = keys;
      if (key === undefined) throw new Error('nobody is there');
      const generation = { tab: 'a-tab', epoch: 2 };
      const { participantId } = station;
      const taken = await suite.rooms.takeUp(
        suite.roomId,
        { key, participantId, stay: generation },
        () => undefined,
      );
      expect(taken?.snapshot.pictures).to.equal('audio');
      const again = await MediaClient.join(suite.rooms, suite.roomId, {
        joining: { key, name: 'Ward tablet', role: 'station' },
        admitted: true,
      });
      await clinician.fact('room:participant', ({ participantId: id }) => id === again.participantId);
      expect(levelSeen(clinician, again)).to.equal('full');
    }).timeout(100_000);

    it('wait for a camera that its owner has switched off', async () => {
      const { station, clinician } = await twoTaking(suite);
      await suite.downlinks.give(station, 40_000);
      await bothKnow('audio', { station, clinician });
      await clinician.participation.setSource('camera', 'off');
      await station.fact('room:participant', ({ sources }) => sources.camera === 'off');
      await suite.downlinks.give(station, 2_000_000);
      await clinician.participation.setSource('camera', 'on');
      await bothKnow('still', { station, clinician });
    }).timeout(100_000);
  });
}
