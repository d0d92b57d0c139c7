import { type Cell, header, line } from './csv.ts';
import type { HistoryCall } from './oversight-port.ts';

const columns: Readonly<Record<string, (call: HistoryCall) => Cell>> = {
  call_id: ({ callId }) => callId,
  queue: ({ queueName }) => queueName,
  acuity: ({ acuity }) => acuity,
  site_id: ({ siteId }) => siteId,
  site: ({ siteName }) => siteName,
  placed_at_utc: ({ placedAt }) => placedAt.toISOString(),
  placed_at_london: ({ placedAtWall }) => placedAtWall,
  answered_at_utc: ({ answeredAt }) => answeredAt?.toISOString() ?? null,
  ended_at_utc: ({ endedAt }) => endedAt?.toISOString() ?? null,
  wait_seconds: ({ waitSeconds }) => waitSeconds,
  answer_within_seconds: ({ answerWithinSeconds }) => answerWithinSeconds,
  answered: ({ answeredAt }) => (answeredAt === null ? 'no' : 'yes'),
  abandoned: (call) => (isAbandoned(call) ? 'yes' : 'no'),
  phase: ({ phase }) => phase,
  end_reason: ({ endReason }) => endReason,
  outcome: ({ outcome }) => outcome,
  offers_missed: ({ offersMissed }) => offersMissed,
  offered_to: ({ offeredTo }) => offeredTo.join(' '),
};

/** The first line. */
export const csvHeader = header(Object.keys(columns));

/** One call. */
export function csvLine(call: HistoryCall): string {
  return line(Object.values(columns).map((cell) => cell(call)));
}

/** Ended by staff or cut off, and nobody had answered. */
export function isAbandoned({
  answeredAt,
  endReason,
}: Pick<HistoryCall, 'answeredAt' | 'endReason'>): boolean {
  return answeredAt === null && (endReason === 'cancelled' || endReason === 'dropped');
}
