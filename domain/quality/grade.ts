import type { ConnectionGrade, QualityReport } from './wire.ts';

type Limits = Readonly<{
  lossPercent: number;
  roundTripMs: number;
  concealedPercent: number;
  /** Of every second of the report. */
  frozenMsPerSecond: number;
}>;

/**
 * From where on a connection counts as fair or as poor. ITU-T G.114 has 150 ms one way as good and 400 ms as the most
 * that is acceptable; media goes over two such ways, each the half of a round trip. Above 5 % of sound made up,
 * words get lost (the service's own aim at 10 % loss).
 */
export const gradeLimits: Readonly<Record<'fair' | 'poor', Limits>> = {
  fair: { lossPercent: 2, roundTripMs: 150, concealedPercent: 1, frozenMsPerSecond: 50 },
  poor: { lossPercent: 5, roundTripMs: 400, concealedPercent: 5, frozenMsPerSecond: 200 },
};

export type Graded = Pick<
  QualityReport,
  'seconds' | 'lossInPercent' | 'lossOutPercent' | 'roundTripMs' | 'concealedPercent' | 'frozenMs'
>;

/** The worst that any figure of a report says; what was not measured says nothing. */
export function gradeOf(report: Graded): ConnectionGrade {
  if (reaches(report, gradeLimits.poor)) return 'poor';
  return reaches(report, gradeLimits.fair) ? 'fair' : 'good';
}

function reaches(report: Graded, limits: Limits): boolean {
  return (
    worstLoss(report) >= limits.lossPercent ||
    (report.roundTripMs ?? 0) >= limits.roundTripMs ||
    (report.concealedPercent ?? 0) >= limits.concealedPercent ||
    report.frozenMs >= limits.frozenMsPerSecond * report.seconds
  );
}

/** Loss in the worse direction; 0 where none was measured. */
export function worstLoss({
  lossInPercent,
  lossOutPercent,
}: Pick<QualityReport, 'lossInPercent' | 'lossOutPercent'>): number {
  return Math.max(lossInPercent ?? 0, lossOutPercent ?? 0);
}
