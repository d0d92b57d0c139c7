import { type StatsEntry, statsOf, type StatsTransport } from '../../service/transport-stats.ts';

/**
 * What has come of one track since its stream began; what a browser does not tell counts as nothing. Of sound: for how many
 * milliseconds of what was played it came, and was not made up.
 */
export type InboundStream = { trackId: unknown; packets: number; genuineMs: number; framesDecoded: number };

/** All that comes over these transports. A closed transport has no statistics, and brings nothing either. */
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

/** Browsers count in samples what they play, and how many of these they made up (W3C webrtc-stats). */
function genuineMs(entry: StatsEntry): number {
  const samples = numberOf(entry, 'totalSamplesReceived');
  if (samples === 0) return 0;
  const share = 1 - numberOf(entry, 'concealedSamples') / samples;
  return numberOf(entry, 'totalSamplesDuration') * 1000 * share;
}

function numberOf(entry: StatsEntry, field: string): number {
  return Number(entry[field] ?? 0);
}
