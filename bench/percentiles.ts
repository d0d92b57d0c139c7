/** The nearest-rank percentiles of some figures, rounded to hundredths: `{ p50, p95, … }`. Throws when there are none. */
export function percentiles<P extends number>(
  figures: readonly number[],
  wanted: readonly P[],
): Record<`p${P}`, number> {
  if (figures.length === 0) throw new Error('There is nothing to summarise.');
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
  return Object.fromEntries(
    wanted.map((percent) => [`p${percent}`, Number(at(percent).toFixed(2))]),
  ) as Record<`p${P}`, number>;
}
