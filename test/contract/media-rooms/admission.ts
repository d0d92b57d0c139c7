import { expect } from 'chai';
import { MediaClient, newJoining } from '../../support/media-client.ts';
import { codeOf, on, two, type Suite } from './suite.ts';

export function describeAdmission(suite: Suite): void {
  describe('before admission', () => {
    it('answers a join with what a browser needs, and with nobody', async () => {
      const { participation } = await MediaClient.join(suite.rooms, suite.roomId);
      const { joined } = participation;
      expect(joined).to.include({ admitted: false });
      expect(joined.sources).to.deep.equal(on);
      expect(joined.others).to.deep.equal([]);
      const codecs = (joined.routerRtpCapabilities['codecs'] as { mimeType: string }[]).map(
        ({ mimeType }) => mimeType,
      );
      expect(codecs).to.include.members(['audio/opus', 'video/VP8', 'video/H264']);
      const protocols = joined.send.iceCandidates.map((candidate) => candidate['protocol']);
      expect(protocols).to.have.members(['udp', 'tcp']);
    });

    it('opens one room for joins of the same moment', async () => {
      const before = suite.rooms.counts().rooms;
      await Promise.all([1, 2, 3].map(() => MediaClient.join(suite.rooms, suite.roomId)));
      expect(suite.rooms.counts().rooms).to.equal(before + 1);
    });

    it('tells nothing of the other and offers nothing but the warm-up', async () => {
      const { station, clinician, keys } = await two(suite);
      const warmUps = await Promise.all([station, clinician].map((client) => client.fact('room:consumer')));
      await suite.rooms.admit(suite.roomId, keys);
      // All facts that came before admission, now that it has been told.
      for (const client of [station, clinician]) {
        await client.fact('room:admitted');
        const before = client.facts.slice(
          0,
          client.facts.findIndex((fact) => fact.name === 'room:admitted'),
        );
        expect(before.map((fact) => fact.name)).to.deep.equal(['room:consumer']);
      }
      expect(warmUps.map(({ warmUp, source }) => ({ warmUp, source }))).to.deep.equal([
        { warmUp: true, source: 'microphone' },
        { warmUp: true, source: 'microphone' },
      ]);
      expect(warmUps[0]?.participantId).to.equal(station.participantId);
    });

    it('does not let the warm-up carry anything', async () => {
      const { station } = await two(suite);
      const warmUp = await station.fact('room:consumer');
      await station.consume(warmUp);
      expect(await codeOf(station.participation.resume(warmUp.consumerId))).to.equal('wrong-phase');
    });

    it('warms up anew when the microphone is replaced', async () => {
      const { station } = await two(suite);
      const first = await station.fact('room:consumer');
      await station.produce('microphone');
      await station.fact('room:consumer-closed', ({ consumerId }) => consumerId === first.consumerId);
      await station.fact(
        'room:consumer',
        ({ warmUp, consumerId }) => warmUp && consumerId !== first.consumerId,
      );
    });

    it('admits one whose join is under way', async () => {
      const joining = newJoining();
      const [client] = await Promise.all([
        MediaClient.join(suite.rooms, suite.roomId, { joining }),
        suite.rooms.admit(suite.roomId, [joining.key]),
      ]);
      expect(client.participation.joined.admitted).to.equal(true);
    });
  });

  describe('admission', () => {
    it('tells each of the other and offers all streams both ways, pictures first', async () => {
      const { station, clinician, keys } = await two(suite);
      await suite.rooms.admit(suite.roomId, keys);
      for (const [client, other] of [
        [station, clinician],
        [clinician, station],
      ] as const) {
        const { others } = await client.fact('room:admitted');
        expect(others.map(({ participantId, sources }) => ({ participantId, sources }))).to.deep.equal([
          { participantId: other.participantId, sources: on },
        ]);
        await client.take(await client.stream('camera'));
        await client.take(await client.stream('microphone'));
        const real = client.heard('room:consumer').filter(({ warmUp }) => !warmUp);
        expect(real.map(({ source, participantId }) => [source, participantId])).to.deep.equal([
          ['camera', other.participantId],
          ['microphone', other.participantId],
        ]);
      }
    });

    it('ends the warm-up when all that was offered has been taken', async () => {
      const { station, keys } = await two(suite);
      const warmUp = await station.fact('room:consumer');
      await suite.rooms.admit(suite.roomId, keys);
      await station.take(await station.stream('camera'));
      await station.take(await station.stream('microphone'));
      await station.fact('room:consumer-closed', ({ consumerId }) => consumerId === warmUp.consumerId);
    });

    it('asks for retransmission of audio', async () => {
      const { station, keys } = await two(suite);
      await suite.rooms.admit(suite.roomId, keys);
      const { rtpParameters } = await station.stream('microphone');
      const [opus] = rtpParameters['codecs'] as { rtcpFeedback: { type: string }[] }[];
      expect(opus?.rtcpFeedback.map(({ type }) => type)).to.include('nack');
    });

    it('offers streams that come later', async () => {
      const [station, clinician] = await Promise.all([
        MediaClient.join(suite.rooms, suite.roomId, { admitted: true }),
        MediaClient.join(suite.rooms, suite.roomId, { admitted: true }),
      ]);
      await clinician.receive();
      const producerId = await station.produce('camera');
      expect((await clinician.stream('camera')).producerId).to.equal(producerId);
    });

    it('has room for more than two', async () => {
      const clients = await Promise.all(
        [1, 2, 3].map(() => MediaClient.join(suite.rooms, suite.roomId, { admitted: true })),
      );
      for (const client of clients) await Promise.all([client.receive(), client.produce('camera')]);
      for (const client of clients) {
        const others = clients.filter((other) => other !== client);
        for (const { participantId } of others) {
          await client.fact('room:consumer', (offer) => offer.participantId === participantId);
        }
      }
    });

    it('tells of one who joins admitted before offering their streams', async () => {
      const station = await MediaClient.join(suite.rooms, suite.roomId, { admitted: true });
      await station.receive();
      const clinician = await MediaClient.join(suite.rooms, suite.roomId, { admitted: true });
      expect(clinician.participation.joined.others.map(({ participantId }) => participantId)).to.deep.equal([
        station.participantId,
      ]);
      await clinician.produce('microphone');
      await station.stream('microphone');
      expect(station.facts.map((fact) => fact.name)).to.deep.equal(['room:participant', 'room:consumer']);
    });

    it('keeps one out who is not among the keys', async () => {
      const { station, clinician, keys } = await two(suite);
      await suite.rooms.admit(suite.roomId, keys.slice(0, 1));
      const { others } = await station.fact('room:admitted');
      expect(others).to.deep.equal([]);
      await suite.rooms.admit(suite.roomId, keys.slice(1));
      await clinician.fact('room:admitted');
      await station.fact('room:participant');
      await station.stream('camera');
      const names = station.facts.map((fact) => fact.name);
      expect(names.indexOf('room:participant')).to.be.lessThan(names.lastIndexOf('room:consumer'));
    });
  });
}
