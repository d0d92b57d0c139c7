/** A transport of mediasoup-client, as far as its statistics are read. */
export type StatsTransport = {
  readonly closed: boolean;
  readonly observer: {
    once(event: 'close', listener: () => void): unknown;
    off(event: 'close', listener: () => void): unknown;
  };
  getStats(): Promise<Iterable<readonly [string, unknown]>>;
};

/** One entry of an `RTCStatsReport`; browsers differ in what they report, so nothing is taken for granted. */
export type StatsEntry = Readonly<Record<string, unknown>>;

/**
 * What the browser counts of a transport now; null once it is closed, since it has no statistics then. The close itself
 * ends the wait: Firefox gives no answer, ever, for a connection that is closed while it is asked.
 */
export async function statsOf(transport: StatsTransport): Promise<StatsEntry[] | null> {
  const { promise: closed, resolve } = Promise.withResolvers<null>();
  const onClose = () => {
    resolve(null);
  };
  transport.observer.once('close', onClose);
  try {
    const stats = await Promise.race([transport.getStats(), closed]);
    return stats && [...stats].map(([, entry]) => entry as StatsEntry);
  } catch (error) {
    if (transport.closed) return null;
    throw error;
  } finally {
    transport.observer.off('close', onClose);
  }
}
