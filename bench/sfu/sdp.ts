import type { TransportOptions } from '../../domain/rooms/wire.ts';
import { z } from 'zod';

/** One stream of a connection as its description names it. */
export type Section = {
  kind: 'audio' | 'video';
  payloadType: number;
  /** Of the stream that the other side sends; absent where it only receives. */
  ssrc?: number;
};

export const codecs = {
  audio: { mimeType: 'audio/opus', name: 'opus/48000/2', clockRate: 48_000, payloadType: 100 },
  video: { mimeType: 'video/VP8', name: 'VP8/90000', clockRate: 90_000, payloadType: 101 },
} as const;

/** The id of the header extension with transport-wide numbers: the one that mediasoup prefers. */
export const transportCc = {
  id: 5,
  uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
} as const;

const candidates = z.array(z.looseObject({ ip: z.string(), port: z.number(), protocol: z.string() }));
const fingerprints = z.looseObject({
  fingerprints: z.array(z.looseObject({ algorithm: z.string(), value: z.string() })),
});

/** mediasoup's half of a connection as an offer: mediasoup speaks no SDP itself. */
export function describeMediasoup(
  transport: TransportOptions,
  { sections, direction }: { sections: readonly Section[]; direction: 'sendonly' | 'recvonly' },
): string {
  const { usernameFragment, password } = transport.iceParameters;
  const udp = candidates.parse(transport.iceCandidates).find(({ protocol }) => protocol === 'udp');
  const fingerprint = fingerprints
    .parse(transport.dtlsParameters)
    .fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (udp === undefined || fingerprint === undefined)
    throw new Error('The transport cannot be connected to.');
  const connection = [
    'a=rtcp-mux',
    'a=setup:actpass',
    `a=ice-ufrag:${usernameFragment}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${fingerprint.value}`,
    `a=candidate:1 1 udp 1 ${udp.ip} ${udp.port} typ host`,
    'a=end-of-candidates',
  ];
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite'];
  lines.push(`a=group:BUNDLE ${sections.map((_, n) => n).join(' ')}`);
  for (const [n, section] of sections.entries()) {
    lines.push(...describe(section), `a=mid:${n}`, `a=${direction}`, ...connection);
  }
  return `${lines.join('\r\n')}\r\n`;
}

function describe({ kind, payloadType, ssrc }: Section): string[] {
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 127.0.0.1',
    `a=rtpmap:${payloadType} ${codecs[kind].name}`,
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:bench`]),
  ];
}
