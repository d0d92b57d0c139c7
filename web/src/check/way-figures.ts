import type { CheckCounts } from '../../../domain/contract/check.ts';

/** How a way was measured; null for what could not be. */
export type PathFigures = { roundTripMs: number | null; lossUp: number | null; lossDown: number | null };

/** With fewer packets than this a share of them says nothing. */
const leastPackets = 50;

/** Packets of the made-up sound: sent by us, counted at the SFU, and come back to us. */
export type Packets = { sent: number; atSfu: CheckCounts; back: CheckCounts };

/**
 * What was lost on the way to the SFU, and on the way back. The SFU passes gaps on as they are, so what is missing at the
 * end was lost on either way.
 */
export function lossesOf({ sent, atSfu, back }: Packets): Pick<PathFigures, 'lossUp' | 'lossDown'> {
  if (sent < leastPackets) return { lossUp: null, lossDown: null };
  const lossUp = shareLost(atSfu) ?? 1;
  const both = shareLost(back) ?? 1;
  const lossDown = lossUp === 1 ? null : Math.max(0, 1 - (1 - both) / (1 - lossUp));
  return { lossUp, lossDown };
}

/** Whether sound was sent and none of it came back: such a way is open only by name. */
export function isDeaf({ sent, back }: Packets): boolean {
  return sent >= leastPackets && back.received === 0;
}

function shareLost({ received, lost }: CheckCounts): number | undefined {
  const all = received + lost;
  return all === 0 ? undefined : lost / all;
}

type Report = Readonly<Record<string, unknown>>;

/** Mean round trip of the answered connectivity checks of the pair in use (W3C webrtc-stats, RTCIceCandidatePairStats). */
export function roundTripOf(reports: Iterable<Report>): number | null {
  for (const { type, nominated, totalRoundTripTime, responsesReceived } of reports) {
    if (type !== 'candidate-pair' || nominated !== true) continue;
    const responses = Number(responsesReceived ?? 0);
    if (responses > 0) return (Number(totalRoundTripTime ?? 0) / responses) * 1000;
  }
  return null;
}

export function sentOf(reports: Iterable<Report>): number {
  for (const { type, packetsSent } of reports) if (type === 'outbound-rtp') return Number(packetsSent ?? 0);
  return 0;
}

export function backOf(reports: Iterable<Report>): CheckCounts {
  for (const { type, packetsReceived, packetsLost } of reports)
    if (type === 'inbound-rtp')
      return { received: Number(packetsReceived ?? 0), lost: Math.max(0, Number(packetsLost ?? 0)) };
  return { received: 0, lost: 0 };
}
