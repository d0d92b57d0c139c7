import type { RankedVisit } from '../contract/quality.ts';
import { type Cell, header, line } from '../oversight/csv.ts';
import { wallTimeOf } from '../rota/wall-clock.ts';

const columns: Readonly<Record<string, (visit: RankedVisit) => Cell>> = {
  visit_id: ({ visitId }) => visitId,
  site_id: ({ siteId }) => siteId,
  site: ({ siteName }) => siteName,
  started_at_utc: ({ startedAt }) => startedAt,
  started_at_london: ({ startedAt }) => wallTimeOf(new Date(startedAt)),
  seconds: ({ seconds }) => rounded(seconds),
  troubled_percent: ({ troubledShare }) => rounded(troubledShare * 100),
  worst_connection: ({ worstRole }) => worstRole,
  path: ({ path }) => path,
  worst_loss_percent: ({ worstLossPercent }) => rounded(worstLossPercent),
  round_trip_p95_ms: ({ roundTripP95Ms }) => rounded(roundTripP95Ms),
  freezes: ({ freezes }) => freezes,
  frozen_seconds: ({ frozenSeconds }) => rounded(frozenSeconds),
  concealed_percent: ({ concealedPercent }) => rounded(concealedPercent),
};

export const qualityCsvHeader = header(Object.keys(columns));

/** One visit, by the connection that fared worst in it. */
export function qualityCsvLine(visit: RankedVisit): string {
  return line(Object.values(columns).map((cell) => cell(visit)));
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
