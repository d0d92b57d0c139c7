import { useId } from 'react';
import type { RecordPoint, RecordSeries } from '../../../domain/shared-record/record-view.ts';

const width = 320;
const height = 72;
const edge = 6;

type Drawn = { x: number; y: number };

/** The values of one kind: the newest in words, a line through all of them, and all of them in a table. */
export function Trend({ series: { name, unit, points } }: { series: RecordSeries }) {
  const title = useId();
  const [newest] = points;
  if (newest === undefined) return null;
  const drawn = drawnOf(points);
  return (
    <figure className="bedside-trend" aria-labelledby={title} data-testid="trend">
      <figcaption id={title}>
        {name}: <strong>{withUnit(newest, unit)}</strong>{' '}
        <span className="bedside-record__aside">{newest.when ?? 'No time is written'}</span>
      </figcaption>
      {drawn.length < 2 ? null : <Line drawn={drawn} points={points} />}
      <details className="nhsuk-details">
        <summary className="nhsuk-details__summary">
          <span className="nhsuk-details__summary-text">
            {points.length === 1 ? 'Who recorded it' : `All ${String(points.length)} values`}
            <span className="nhsuk-u-visually-hidden"> of {name}</span>
          </span>
        </summary>
        <Table {...{ name, unit, points }} />
      </details>
    </figure>
  );
}

function withUnit({ text, note }: RecordPoint, unit: string | null): string {
  const value = unit === null ? text : unit.startsWith('/') ? `${text}${unit}` : `${text} ${unit}`;
  return note === null ? value : `${value}, ${note.toLowerCase()}`;
}

function Table({ name, unit, points }: RecordSeries) {
  return (
    <div className="bedside-record__frame" tabIndex={0} role="region" aria-label={`All values of ${name}`}>
      <table className="nhsuk-table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Value</th>
            <th scope="col">Recorded by</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point, n) => (
            <tr key={n}>
              <td>{point.when ?? 'No time is written'}</td>
              <td>{withUnit(point, unit)}</td>
              <td>{point.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** For the eye alone: the table has the same numbers. */
function Line({ drawn, points }: { drawn: readonly Drawn[]; points: readonly RecordPoint[] }) {
  const numbers = points.flatMap(({ number }) => number ?? []);
  return (
    <div className="bedside-trend__drawing" aria-hidden="true">
      <svg viewBox={`0 0 ${String(width)} ${String(height)}`} focusable="false">
        <polyline points={drawn.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
        {drawn.map(({ x, y }, n) => (
          <circle key={n} cx={x} cy={y} r={n === 0 ? 4 : 2.5} />
        ))}
      </svg>
      <span className="bedside-trend__scale">
        <span>{Math.max(...numbers)}</span>
        <span>{Math.min(...numbers)}</span>
      </span>
    </div>
  );
}

/** By time from left to right; what has no number or no time is in the table alone. */
function drawnOf(points: readonly RecordPoint[]): Drawn[] {
  const known = points.flatMap(({ at, number }) =>
    at === null || number === null ? [] : [{ at: Date.parse(at), number }],
  );
  const times = known.map(({ at }) => at);
  const numbers = known.map(({ number }) => number);
  return known.map(({ at, number }) => ({
    x: placed(at, times, width),
    y: height - placed(number, numbers, height),
  }));
}

function placed(value: number, all: readonly number[], size: number): number {
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return low === high ? size / 2 : edge + ((value - low) / (high - low)) * (size - 2 * edge);
}
