import { expect } from 'chai';
import type { RoomFact } from '../../../domain/rooms/wire.ts';
import { eventually } from '../../support/eventually.ts';
import { MediaClient, newJoining } from '../../support/media-client.ts';
import { codeOf, on, two, type Suite } from './suite.ts';

const tab = 'one-tab';

export function describeDetaching(suite: Suite): void {
  const takeUp = async (client: MediaClient, key: ReturnType<typeof newJoining>['key'], epoch: number) => {
    const facts: RoomFact[] = [];
    const { participantId } = client;
    const taken = await suite.rooms.takeUp(
      suite.roomId,
      { key, participantId, stay: { tab, epoch } },
      (fact) => {
        facts.push(fact);
      },
    );
    return { taken, facts };
  };

  describe('a participant whose connection is lost', () => {
    it('goes on unseen by the others, and is taken up from a snapshot of what it has missed', async () => {
      const { station, clinician, keys } = await two(suite, { admitted: true });
      const [stationKey] = keys;
      if (stationKey === undefined) throw new Error('There are two.');
      await Promise.all([station.stream('microphone'), station.stream('camera')]);
      await station.participation.letGo();
      await clinician.participation.setSource('camera', 'off');
      const seen = await clinician.stream('microphone');
      const { taken, facts } = await takeUp(station, stationKey, 2);
      expect(taken?.snapshot).to.deep.include({ admitted: true, sources: on });
      expect(
        taken?.snapshot.others.map(({ participantId, sources }) => [participantId, sources]),
      ).to.deep.equal([[clinician.participantId, { microphone: 'on', camera: 'off' }]]);
      expect(taken?.snapshot.streams.map(({ source }) => source)).to.have.members(['microphone', 'camera']);
      expect(
        station.heard('room:participant').filter(({ sources }) => sources.camera === 'off'),
      ).to.deep.equal([]);

      await clinician.participation.setSource('camera', 'on');
      await eventually(() =>
        facts.some(({ name }) => name === 'room:participant') ? undefined : 'not told',
      );
      expect(clinician.heard('room:participant-left')).to.deep.equal([]);
      expect(clinician.heard('room:consumer-closed')).to.deep.equal([]);
      expect(seen.participantId).to.equal(station.participantId);
    });

    it('obeys only the connection that has taken it up', async () => {
      const { station, clinician, keys } = await two(suite, { admitted: true });
      const { taken } = await takeUp(station, keys[0] ?? newJoining().key, 2);
      const { participation } = station;
      const late = await Promise.all([
        codeOf(participation.setSource('microphone', 'off')),
        codeOf(participation.letGo()),
        codeOf(participation.restartIce('send')),
        codeOf(participation.leave()),
      ]);
      expect(new Set(late)).to.deep.equal(new Set(['wrong-phase']));
      await taken?.participation.setSource('camera', 'off');
      const { sources } = await clinician.fact(
        'room:participant',
        ({ sources: now }) => now.camera === 'off',
      );
      expect(sources.microphone).to.equal('on');
    });

    it('is not there any more once it has joined anew or left', async () => {
      const joining = newJoining();
      const first = await MediaClient.join(suite.rooms, suite.roomId, { joining });
      await first.participation.letGo();
      const second = await MediaClient.join(suite.rooms, suite.roomId, { joining });
      expect((await takeUp(first, joining.key, 2)).taken).to.equal(undefined);
      await second.participation.leave();
      expect((await takeUp(second, joining.key, 3)).taken).to.equal(undefined);
    });
  });

  describe('what arrives late', () => {
    it('takes nobody’s place: a join of an earlier stay of the same tab', async () => {
      const joining = newJoining();
      const join = (generation: { tab: string; epoch: number }) =>
        MediaClient.join(suite.rooms, suite.roomId, { joining, stay: generation });
      const now = await join({ tab, epoch: 2 });
      expect(await codeOf(join({ tab, epoch: 1 }))).to.equal('wrong-phase');
      expect(await codeOf(takeUp(now, joining.key, 2))).to.equal('wrong-phase');
      await now.participation.setSource('camera', 'off');
      const elsewhere = await join({ tab: 'another-tab', epoch: 1 });
      expect(await now.fact('room:left')).to.deep.equal({ reason: 'replaced' });
      await elsewhere.participation.leave();
    });

    it('of two joins under way the one that came later stays', async () => {
      const joining = newJoining();
      const other = await MediaClient.join(suite.rooms, suite.roomId, { admitted: true });
      const joins = await Promise.allSettled(
        [1, 2, 3].map((epoch) =>
          MediaClient.join(suite.rooms, suite.roomId, { joining, admitted: true, stay: { tab, epoch } }),
        ),
      );
      const last = joins.at(-1);
      if (last?.status !== 'fulfilled') throw new Error('The last join was refused.');
      await last.value.participation.setSource('camera', 'off');
      await other.fact('room:participant', ({ sources }) => sources.camera === 'off');
      const there = new Set(other.heard('room:participant').map(({ participantId }) => participantId));
      for (const { participantId } of other.heard('room:participant-left')) there.delete(participantId);
      expect([...there]).to.deep.equal([last.value.participantId]);
    });
  });

  it('gives new ICE credentials, and keeps what is sent', async () => {
    const { station, clinician } = await two(suite, { admitted: true });
    await clinician.stream('microphone');
    const { iceParameters } = await station.participation.restartIce('send');
    expect(iceParameters.usernameFragment).not.to.equal(
      station.participation.joined.send.iceParameters.usernameFragment,
    );
    expect(iceParameters.password).to.be.a('string').with.length.greaterThan(20);
    await station.participation.setSource('camera', 'off');
    await clinician.fact('room:participant', ({ sources }) => sources.camera === 'off');
    expect(clinician.heard('room:consumer-closed')).to.deep.equal([]);
  });
}
