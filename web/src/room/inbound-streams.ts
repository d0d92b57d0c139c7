/** A transport over which something may come, as far as it is looked at. */
export type StatsTransport = { getStats(): Promise<Iterable<readonly [string, unknown]>> };

/** What has come of one track since its stream began; what a browser does not tell counts as nothing. */
export type InboundStream = { trackId: unknown; packets: number; framesDecoded: number };

/** All that comes over these transports. A closed transport has no statistics, and brings nothing either. */
export async function inboundStreams(transports: readonly StatsTransport[]): Promise<InboundStream[]> {
  const all = await Promise.allSettled(transports.map((transport) => transport.getStats()));
  return all
    .flatMap((stats) => (stats.status === 'fulfilled' ? [...stats.value] : []))
    .map(([, entry]) => entry as Readonly<Record<string, unknown>>)
    .filter((entry) => entry['type'] === 'inbound-rtp')
    .map((entry) => ({
      trackId: entry['trackIdentifier'],
      packets: Number(entry['packetsReceived'] ?? 0),
      framesDecoded: Number(entry['framesDecoded'] ?? 0),
    }));
}
