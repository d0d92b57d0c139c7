import { useMemo } from 'react';
import type { AlignedData } from 'uplot';
import type { QualitySample, VisitQuality } from '../../../domain/quality/wire.ts';
import { worstLoss } from '../../../domain/quality/grade.ts';
import { axes, type Drawing, line } from '../ui/drawings.ts';
import { Plot } from '../ui/plot.tsx';
import { fiveMinutes, msWords, percentWords, whoseWords } from './quality-words.ts';

/** Told apart by dashes too, not by colour alone; more than four are in the table. */
const lineStyles: readonly { stroke: string; dash?: number[] }[] = [
  { stroke: '#005eb8' },
  { stroke: '#7a4a00', dash: [8, 4] },
  { stroke: '#d5281b', dash: [2, 3] },
  { stroke: '#212b32', dash: [12, 4, 2, 4] },
];

/** Loss and round trip of everybody in the visit over the last five minutes, drawn and as tables. */
export function ConnectionPlots({ quality }: { quality: VisitQuality }) {
  return (
    <>
      <Figure
        quality={quality}
        title="Packets lost, in per cent, last five minutes"
        figureOf={lossOf}
        words={percentWords}
        least={5}
      />
      <Figure
        quality={quality}
        title="To the service and back, in milliseconds, last five minutes"
        figureOf={roundTripOf}
        words={msWords}
        least={100}
      />
    </>
  );
}

function lossOf(sample: QualitySample): number | null {
  return sample.lossInPercent === null && sample.lossOutPercent === null ? null : worstLoss(sample);
}

function roundTripOf({ roundTripMs }: QualitySample): number | null {
  return roundTripMs;
}

type FigureProps = {
  quality: VisitQuality;
  title: string;
  figureOf: (sample: QualitySample) => number | null;
  words: (figure: number | null) => string;
  /** How high the scale goes at least, so that a good connection does not look like a bad one. */
  least: number;
};

function Figure({ quality, title, figureOf, words, least }: FigureProps) {
  const names = quality.participants.map(whoseWords).slice(0, lineStyles.length);
  const key = names.join('\n');
  const drawing = useMemo(() => drawingOf(key.split('\n'), least), [key, least]);
  const { x, lines } = useMemo(() => fiveMinutes(quality, figureOf), [quality, figureOf]);
  const data = useMemo((): AlignedData => [x, ...lines.slice(0, lineStyles.length)], [x, lines]);
  return (
    <Plot title={title} drawing={drawing} data={data}>
      <table className="bedside-table bedside-table--plain">
        <caption className="nhsuk-u-visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Ago</th>
            {quality.participants.map((one, n) => (
              <th key={n} scope="col">
                {whoseWords(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {x.map((seconds, step) => (
            <tr key={seconds}>
              <th scope="row">{agoWords(seconds)}</th>
              {lines.map((figures, n) => (
                <td key={n}>{words(figures[step] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Plot>
  );
}

function drawingOf(names: readonly string[], least: number): Drawing {
  return {
    cursor: { show: false },
    legend: { live: false },
    scales: {
      x: { time: false, range: [-300, 0] },
      y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, least)] },
    },
    axes: axes(
      { splits: () => [-300, -240, -180, -120, -60, 0], values: (_plot, all) => all.map(agoWords) },
      {},
    ),
    series: [
      {},
      ...names.map((name, n) => {
        const { stroke, dash } = lineStyles[n] ?? { stroke: '#212b32' };
        return line(name, stroke, dash);
      }),
    ],
  };
}

/** `now`, `50 s`, `2 min`, `2 min 30 s`. */
function agoWords(seconds: number): string {
  const ago = -seconds;
  if (ago === 0) return 'now';
  const minutes = Math.floor(ago / 60);
  const rest = ago % 60;
  const parts = [
    ...(minutes > 0 ? [`${String(minutes)} min`] : []),
    ...(rest > 0 ? [`${String(rest)} s`] : []),
  ];
  return parts.join(' ');
}
