import type { types } from 'mediasoup';
import type { Direction, TransportOptions } from '../../domain/rooms/wire.ts';
import type { Log } from '../../domain/ports.ts';
import { isWorkerGone } from './refusals.ts';

export type TransportPair = Readonly<Record<Direction, types.WebRtcTransport>>;

/**
 * How long a browser may be silent before its ICE connection counts as lost; mediasoup's default of 30 s is longer
 * than anyone waits.
 */
const iceConsentSeconds = 10;

/**
 * The initial estimate of a downlink, and its maximum while no picture flows: above what the highest level needs for
 * two people, so that their picture starts at full size and returns to it.
 */
export const firstEstimateBps = 1_000_000;

/** Creates both transports concurrently; if one fails, the other is closed. */
export async function createTransports(
  router: types.Router,
  server: types.WebRtcServer,
): Promise<TransportPair> {
  const options = {
    webRtcServer: server,
    preferUdp: true,
    iceConsentTimeout: iceConsentSeconds,
    initialAvailableOutgoingBitrate: firstEstimateBps,
  };
  const [send, receive] = await Promise.allSettled([
    router.createWebRtcTransport(options),
    router.createWebRtcTransport(options),
  ]);
  if (send.status === 'fulfilled' && receive.status === 'fulfilled') {
    return { send: send.value, receive: receive.value };
  }
  for (const made of [send, receive]) if (made.status === 'fulfilled') made.value.close();
  const failed = [send, receive].flatMap((made) =>
    made.status === 'rejected' ? [made.reason as unknown] : [],
  );
  throw new Error('The transports could not be made.', { cause: failed[0] });
}

/** Has the browser at the other end send no more than this. The worker takes requests in order, so nobody waits. */
export function limitIncoming(transport: types.WebRtcTransport, bps: number, log: Log): void {
  transport.setMaxIncomingBitrate(bps).catch((error: unknown) => {
    if (!transport.closed && !isWorkerGone(error)) log.error('transport could not be limited', error);
  });
}

/** Logs their state changes. A lost connection ends nothing: the participant stays until they leave or join again. */
export function watchTransports(transports: TransportPair, log: Log): void {
  for (const direction of ['send', 'receive'] as const) {
    const transport = transports[direction];
    transport.on('icestatechange', (state) => {
      if (state === 'disconnected') log.info('transport lost its connection', { direction });
    });
    transport.on('dtlsstatechange', (state) => {
      if (state === 'failed') log.warn('transport failed to secure itself', { direction });
    });
  }
}

/** Calls back when packets take another path than before: what was in flight on the old one is lost. */
export function onOtherPath(transport: types.WebRtcTransport, callback: () => void): void {
  transport.on('iceselectedtuplechange', () => {
    // While connecting, the path may change several times, and nothing is in flight yet.
    if (transport.dtlsState === 'connected') callback();
  });
}

/** What a browser needs to create its half. */
export function describeTransport(transport: types.WebRtcTransport): TransportOptions {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return {
    id,
    iceParameters: { ...iceParameters },
    iceCandidates: iceCandidates.map((candidate) => ({ ...candidate })),
    dtlsParameters: { ...dtlsParameters },
  };
}
