import { type StatsEntry, statsOf, type StatsTransport } from '../../service/transport-stats.ts';

/**
 * What one track has received since its stream began; what a browser does not report counts as zero. For sound: how
 * many milliseconds of what was played were received and not concealed.
 */
export type InboundStream = { trackId: unknown; packets: number; genuineMs: number; framesDecoded: number };

/** All streams received over these transports. A closed transport has no statistics and receives nothing. */
export async function inboundStreams(transports: readonly StatsTransport[]): Promise<InboundStream[]> {
  const all = await Promise.allSettled(transports.map(statsOf));
  return all
    .flatMap((stats) => (stats.status === 'fulfilled' ? (stats.value ?? []) : []))
    .filter((entry) => entry['type'] === 'inbound-rtp')
    .map((entry) => ({
      trackId: entry['trackIdentifier'],
      packets: numberOf(entry, 'packetsReceived'),
      genuineMs: genuineMs(entry),
      framesDecoded: numberOf(entry, 'framesDecoded'),
    }));
}

/** Browsers count the samples they play, and how many of them they concealed (W3C webrtc-stats). */
function genuineMs(entry: StatsEntry): number {
  const samples = numberOf(entry, 'totalSamplesReceived');
  if (samples === 0) return 0;
  const share = 1 - numberOf(entry, 'concealedSamples') / samples;
  return numberOf(entry, 'totalSamplesDuration') * 1000 * share;
}

function numberOf(entry: StatsEntry, field: string): number {
  return Number(entry[field] ?? 0);
}
