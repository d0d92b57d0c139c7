import uPlot from 'uplot';
import { spanWords } from '../service/words.ts';

/** What a plot draws, whatever its size. */
export type Drawing = Omit<uPlot.Options, 'width' | 'height'>;

const font = '14px arial, sans-serif';
const grid = { stroke: '#dde4e8', width: 1 };
const ink = '#212b32';

/** Both axes in the look of all drawings. */
export function axes(x: Partial<uPlot.Axis>, y: Partial<uPlot.Axis>): uPlot.Axis[] {
  const plain = { font, stroke: ink, grid, ticks: grid };
  return [
    { ...plain, ...x, grid: { show: false } },
    { ...plain, size: 64, ...y },
  ];
}

/** Bars with a name under each; `names` are as many as there are bars. `whole` for what has no halves. */
export function bars(
  names: readonly string[],
  { label, whole = false }: { label: string; whole?: boolean },
): Drawing {
  const paths = uPlot.paths.bars?.({ size: [0.72, 64] });
  return {
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: (_plot, low, high) => [low - 0.5, high + 0.5] },
      y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)] },
    },
    axes: axes(
      {
        splits: () => names.map((_name, n) => n),
        values: (plot, splits) => {
          // On a narrow screen every third name is left, or fewer, so that none runs into the next.
          const needed = 10 + 8 * Math.max(...names.map(({ length }) => length));
          const pitch = plot.width / names.length;
          const step = pitch < needed ? Math.max(3, Math.ceil(needed / pitch)) : 1;
          return splits.map((n) => (n % step === 0 ? (names[n] ?? '') : ''));
        },
      },
      whole ? { incrs: [1, 2, 5, 10, 20, 50, 100] } : {},
    ),
    series: [
      {},
      {
        label,
        stroke: '#005eb8',
        fill: '#005eb8',
        width: 0,
        ...(paths && { paths }),
        points: { show: false },
      },
    ],
  };
}

/** One part of a bar that is made of several. */
export type BarPart = { label: string; colour: string };

/**
 * Bars of which each is made of parts, on top of each other from zero on; `stacked` makes their data. Parts are told apart by
 * their order and by a white line between them too, not by colour alone.
 */
export function stackedBars(names: readonly string[], parts: readonly BarPart[]): Drawing {
  const [, bar] = bars(names, { label: '', whole: true }).series;
  return {
    ...bars(names, { label: '', whole: true }),
    class: 'bedside-plot--stacked',
    legend: {
      live: false,
      markers: { width: 0, fill: (_plot, n) => (parts.at(-n) ?? parts[0])?.colour ?? ink },
    },
    series: [
      {},
      // The tallest first, so that each lower part is drawn over it.
      ...parts.toReversed().map(({ label, colour }) => ({
        ...bar,
        label,
        fill: colour,
        stroke: '#ffffff',
        width: 2,
      })),
    ],
  };
}

/** The data of `stackedBars`, from the values of each part, bar by bar. */
export function stacked(values: readonly (readonly number[])[]): uPlot.AlignedData {
  const [first = []] = values;
  const sums = values.map((_, upTo) =>
    first.map((_value, n) => values.slice(0, upTo + 1).reduce((sum, part) => sum + (part[n] ?? 0), 0)),
  );
  return [first.map((_value, n) => n), ...sums.toReversed()];
}

/** Steps of a scale of seconds that people can read. */
const niceSpans = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** One line for each percentile, day by day; told apart by dashes too, not by colour alone. */
export const waitLines: Drawing = {
  cursor: { show: false },
  legend: { live: false },
  // Days are drawn as days, in whatever zone the browser stands.
  tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
  scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.05, 1)] } },
  axes: axes(
    { values: '{D} {MMM}', space: 70, incrs: [1, 2, 7, 14, 28, 91].map((days) => days * 86_400) },
    { values: (_plot, splits) => splits.map(spanWords), size: 92, incrs: niceSpans },
  ),
  series: [
    {},
    line('p50: half are answered by then', '#005eb8'),
    line('p90: nine in ten', '#7a4a00', [8, 4]),
    line('p99', '#d5281b', [2, 3]),
  ],
};

export function line(label: string, stroke: string, dash?: number[]): uPlot.Series {
  return { label, stroke, width: 2.5, points: { show: true, size: 6 }, ...(dash && { dash }) };
}
