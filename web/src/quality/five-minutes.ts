import type { QualitySample, VisitQuality } from '../../../domain/quality/wire.ts';

const stepSeconds = 10;
const steps = 30;

/**
 * The last five minutes in steps of ten seconds, so that everybody’s figures stand above the same moments: of what one
 * participant reported within a step the highest, null where they reported nothing. `x` is seconds before `now`.
 */
export function fiveMinutes(
  { now, participants }: VisitQuality,
  figureOf: (sample: QualitySample) => number | null,
): { x: number[]; lines: (number | null)[][] } {
  const end = Date.parse(now);
  const x = Array.from({ length: steps }, (_none, n) => (n + 1 - steps) * stepSeconds);
  const lines = participants.map(({ samples }) => {
    const line = new Array<number | null>(steps).fill(null);
    for (const sample of samples) {
      const ago = Math.max(0, end - Date.parse(sample.at)) / 1000;
      const step = steps - 1 - Math.floor(ago / stepSeconds);
      const figure = figureOf(sample);
      if (figure !== null && step >= 0) line[step] = Math.max(line[step] ?? 0, figure);
    }
    return line;
  });
  return { x, lines };
}
