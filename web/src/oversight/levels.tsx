import { dispositionLabels } from '../../../domain/visits/outcome.ts';
import type { History } from '../../../domain/oversight/wire.ts';
import { AcuityTag } from '../clinician/call-details.tsx';
import { percent, spanWords } from './oversight-words.ts';

/** Both service levels, queue by queue and acuity by acuity. */
export function Levels({ levels }: Pick<History, 'levels'>) {
  return (
    <table className="bedside-table bedside-table--figures" data-testid="levels">
      <caption className="nhsuk-u-visually-hidden">Service levels by queue and acuity</caption>
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col">Acuity</th>
          <th scope="col">Calls</th>
          <th scope="col">Answered</th>
          <th scope="col">In time</th>
          <th scope="col">Abandoned</th>
          <th scope="col">SL</th>
          <th scope="col">SL2</th>
          <th scope="col">Target today</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((row) => (
          <tr key={`${row.queueId} ${row.acuity}`}>
            <td data-name="Queue">{row.queueName}</td>
            <td data-name="Acuity">
              <AcuityTag acuity={row.acuity} />
            </td>
            <td data-name="Calls">{row.calls}</td>
            <td data-name="Answered">{row.answered}</td>
            <td data-name="In time">{row.answeredInTime}</td>
            <td data-name="Abandoned">
              {row.abandoned}
              {row.abandonedLate === 0 ? '' : ` (${String(row.abandonedLate)} after T)`}
            </td>
            <td data-name="SL">
              <strong>{percent(row.serviceLevel)}</strong>
            </td>
            <td data-name="SL2">
              <strong>{percent(row.serviceLevel2)}</strong>
            </td>
            <td data-name="Target">within {spanWords(row.answerWithinSeconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How answered calls ended; the bars say again what the numbers say. */
export function Outcomes({ outcomes, answered }: Pick<History, 'outcomes' | 'answered'>) {
  if (outcomes.length === 0) return <p className="bedside-empty">No call was answered in these days.</p>;
  const most = Math.max(...outcomes.map(({ calls }) => calls));
  return (
    <table className="bedside-table bedside-table--plain bedside-outcomes" data-testid="outcomes">
      <caption className="nhsuk-u-visually-hidden">Outcomes of answered calls</caption>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Calls</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {outcomes.map(({ disposition, calls }) => (
          <tr key={disposition}>
            <th scope="row">
              {disposition === null ? 'Not recorded yet' : dispositionLabels[disposition]}
              <span
                className="bedside-outcomes__bar"
                aria-hidden="true"
                style={{ width: `${String((calls / most) * 100)}%` }}
              />
            </th>
            <td>{calls}</td>
            <td>{((calls / answered) * 100).toFixed(0)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
