import { z } from 'zod';
import type {
  Direction,
  DtlsParameters,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportOptions,
} from '../../domain/rooms/wire.ts';
import { codecs, transportCc } from './sdp.ts';

/** A stream that a participant is offered, as far as a client of the bench reads it. */
export type OfferedStream = { consumerId: string; kind: 'audio' | 'video'; rtpParameters: unknown };

/** What one participant says to a mediasoup router, whoever stands between. */
export type Place = {
  readonly send: TransportOptions;
  readonly receive: TransportOptions;
  connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void>;
  produce(source: Source, rtpParameters: RtpParameters): Promise<void>;
  /** From now on the other's streams are offered; answers once their camera and their microphone have been. */
  take(rtpCapabilities: RtpCapabilities): Promise<readonly OfferedStream[]>;
  resume(consumerId: string): Promise<void>;
};

const mid = { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1 } as const;
const feedbackOf = {
  audio: [{ type: 'transport-cc' }],
  video: [
    { type: 'nack' },
    { type: 'nack', parameter: 'pli' },
    { type: 'ccm', parameter: 'fir' },
    { type: 'goog-remb' },
    { type: 'transport-cc' },
  ],
};

/** What the client can receive: what Chrome says of Opus and VP8, but that it never asks for a packet again. */
export const clientCapabilities: RtpCapabilities = {
  codecs: [
    {
      kind: 'audio',
      mimeType: codecs.audio.mimeType,
      preferredPayloadType: codecs.audio.payloadType,
      clockRate: codecs.audio.clockRate,
      channels: 2,
      rtcpFeedback: feedbackOf.audio,
    },
    {
      kind: 'video',
      mimeType: codecs.video.mimeType,
      preferredPayloadType: codecs.video.payloadType,
      clockRate: codecs.video.clockRate,
      rtcpFeedback: feedbackOf.video,
    },
    {
      kind: 'video',
      mimeType: 'video/rtx',
      preferredPayloadType: 102,
      clockRate: codecs.video.clockRate,
      parameters: { apt: codecs.video.payloadType },
      rtcpFeedback: [],
    },
  ],
  headerExtensions: (['audio', 'video'] as const).flatMap((kind) => [
    { kind, ...mid },
    { kind, uri: transportCc.uri, preferredId: transportCc.id },
  ]),
};

/** How the client describes what it sends. */
export function sendingParameters(kind: 'audio' | 'video', ssrc: number): RtpParameters {
  const { mimeType, payloadType, clockRate } = codecs[kind];
  return {
    codecs: [
      {
        mimeType,
        payloadType,
        clockRate,
        ...(kind === 'audio' && { channels: 2 }),
        rtcpFeedback: feedbackOf[kind],
      },
    ],
    headerExtensions: [{ uri: transportCc.uri, id: transportCc.id }],
    encodings: [{ ssrc }],
    rtcp: { cname: 'bench' },
  };
}

const received = z.looseObject({
  codecs: z.tuple([z.looseObject({ payloadType: z.number() })], z.looseObject({})),
  encodings: z.tuple([z.looseObject({ ssrc: z.number() })], z.looseObject({})),
});

/** Where a stream is found among the packets of its connection. */
export function placeOf({ rtpParameters }: OfferedStream): { payloadType: number; ssrc: number } {
  const parsed = received.parse(rtpParameters);
  return { payloadType: parsed.codecs[0].payloadType, ssrc: parsed.encodings[0].ssrc };
}
