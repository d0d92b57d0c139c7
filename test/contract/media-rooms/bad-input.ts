import { expect } from 'chai';
import type { RtpParameters } from '../../../domain/rooms/wire.ts';
import { MediaClient, newJoining } from '../../support/media-client.ts';
import { codeOf, on, someDtls, type Suite } from './suite.ts';

export function describeBadInput(suite: Suite): void {
  describe('bad input', () => {
    const spoilt: [what: string, spoil: (good: RtpParameters) => RtpParameters][] = [
      [
        'an unknown codec',
        (good) => ({
          ...good,
          codecs: good.codecs.map((codec) => ({ ...codec, mimeType: 'video/nonsense' })),
        }),
      ],
      [
        'audio from a camera',
        (good) => ({
          ...good,
          codecs: good.codecs.map((codec) => ({
            ...codec,
            mimeType: 'audio/opus',
            clockRate: 48_000,
            channels: 2,
          })),
        }),
      ],
      [
        'retransmission of nothing',
        (good) => ({ ...good, codecs: good.codecs.filter(({ mimeType }) => mimeType === 'video/rtx') }),
      ],
      [
        'a codec parameter that is none',
        (good) => ({
          ...good,
          codecs: good.codecs.map((codec) => ({ ...codec, parameters: { apt: null } })),
        }),
      ],
      [
        'the same payload type twice',
        (good) => ({ ...good, codecs: good.codecs.map((codec) => ({ ...codec, payloadType: 96 })) }),
      ],
      [
        'an unknown header extension',
        (good) => ({ ...good, headerExtensions: [{ uri: 'urn:nonsense', id: 1 }] }),
      ],
      ['encodings without a stream', (good) => ({ ...good, mid: '', encodings: [{ codecPayloadType: 1 }] })],
      ['the same SSRC twice', (good) => ({ ...good, encodings: [{ ssrc: 7 }, { ssrc: 7 }] })],
    ];
    for (const [what, spoil] of spoilt) {
      it(`refuses ${what} and goes on`, async () => {
        const client = await MediaClient.join(suite.rooms, suite.roomId, { admitted: true });
        const { source, rtpParameters } = await client.offer('camera');
        const before = suite.rooms.counts();
        const attempt = client.participation.produce({ source, rtpParameters: spoil(rtpParameters) });
        expect(await codeOf(attempt)).to.equal('invalid');
        expect(suite.rooms.counts()).to.deep.equal(before);
        await client.produce('camera');
        expect(suite.rooms.counts().producers).to.equal(before.producers + 1);
      });
    }

    it('refuses capabilities that cannot be read', async () => {
      const client = await MediaClient.join(suite.rooms, suite.roomId);
      const codecs = [
        { kind: 'video' as const, mimeType: 'video/VP8', clockRate: 90_000, parameters: { apt: 'x' } },
      ];
      expect(await codeOf(client.participation.receive({ codecs }))).to.equal('invalid');
      await client.receive();
    });

    it('offers nothing to one who can play nothing', async () => {
      const [sender, deaf] = await Promise.all([
        MediaClient.join(suite.rooms, suite.roomId, { admitted: true }),
        MediaClient.join(suite.rooms, suite.roomId, { admitted: true }),
      ]);
      await deaf.participation.receive({});
      await sender.produce('camera');
      await sender.participation.setSource('camera', 'off');
      await deaf.fact('room:participant', ({ sources }) => sources.camera === 'off');
      expect(deaf.heard('room:consumer')).to.deep.equal([]);
    });

    it('refuses a second connect and an unknown stream', async () => {
      const { participation } = await MediaClient.join(suite.rooms, suite.roomId);
      await participation.connect('send', someDtls());
      expect(await codeOf(participation.connect('send', someDtls()))).to.equal('wrong-phase');
      expect(await codeOf(participation.resume('nothing'))).to.equal('not-found');
    });

    it('is not disturbed by a listener that throws', async () => {
      const joining = newJoining();
      await suite.rooms.join(suite.roomId, { ...joining, admitted: true, sources: on }, () => {
        throw new Error('nobody home');
      });
      const other = await MediaClient.join(suite.rooms, suite.roomId, { admitted: true });
      await suite.rooms.expel(suite.roomId, joining.key);
      await other.fact('room:participant-left');
    });
  });
}
