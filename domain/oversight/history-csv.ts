import type { HistoryCall } from './oversight-port.ts';

type Cell = string | number | null;

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

/** The first line. A byte-order mark goes before it, because spreadsheets read Welsh names wrongly without one. */
export const csvHeader = `\uFEFF${line(Object.keys(columns))}`;

/** One call, as RFC 4180 has it: fields apart by commas, quoted where they must be, ended by CR LF. */
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

function line(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, "CSV Injection"): names of sites
 * and queues are free text, and whoever opens the file must not run what somebody typed there.
 */
function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
