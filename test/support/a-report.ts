import type { QualityReport } from '../../domain/quality/wire.ts';

/** What a browser with a good connection reports. */
export function aReport(change: Partial<QualityReport> = {}): QualityReport {
  return {
    seconds: 5,
    lossInPercent: 0,
    lossOutPercent: 0,
    roundTripMs: 20,
    jitterMs: 4,
    audioInKbps: 30,
    audioOutKbps: 31,
    videoInKbps: 500,
    videoOutKbps: 501,
    videoHeight: 720,
    freezes: 0,
    frozenMs: 0,
    concealedPercent: 0,
    path: 'udp',
    ...change,
  };
}
