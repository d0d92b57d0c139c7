import type { QueueFigures } from '../../../domain/oversight/wire.ts';
import { AcuityTag } from '../clinician/call-details.tsx';
import { asDuration } from '../service/clock.ts';
import { percent, spanWords } from './oversight-words.ts';

/** Every queue and acuity: what waits now and how today goes. */
export function QueuesTable({ figures, now }: { figures: readonly QueueFigures[]; now: number }) {
  const busy = figures.filter(
    ({ waiting, answered, abandoned }) => waiting > 0 || answered > 0 || abandoned > 0,
  );
  return (
    <section className="bedside-panel" aria-labelledby="queues-title">
      <h2 className="nhsuk-heading-m" id="queues-title">
        By queue and acuity
      </h2>
      {busy.length === 0 ? (
        <p className="bedside-empty">No call has been placed today, and none is waiting.</p>
      ) : (
        <table className="bedside-table bedside-table--figures" data-testid="queues-table">
          <caption className="nhsuk-u-visually-hidden">
            Calls waiting now and calls since midnight, by queue and acuity
          </caption>
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col">Acuity</th>
              <th scope="col">Waiting</th>
              <th scope="col">Longest wait</th>
              <th scope="col">Answered</th>
              <th scope="col">Abandoned</th>
              <th scope="col">SL</th>
              <th scope="col">SL2</th>
              <th scope="col">Target</th>
            </tr>
          </thead>
          <tbody>
            {busy.map((row) => (
              <FiguresRow key={`${row.queueId} ${row.acuity}`} row={row} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function FiguresRow({ row, now }: { row: QueueFigures; now: number }) {
  const waited = row.oldestPlacedAt === null ? null : now - Date.parse(row.oldestPlacedAt);
  const late = waited !== null && waited > row.answerWithinSeconds * 1000;
  return (
    <tr data-acuity={row.acuity}>
      <td data-name="Queue">{row.queueName}</td>
      <td data-name="Acuity">
        <AcuityTag acuity={row.acuity} />
      </td>
      <td data-name="Waiting">
        <strong>{row.waiting}</strong>
      </td>
      <td data-name="Longest wait" className={late ? 'bedside-late' : undefined}>
        {waited === null ? '–' : asDuration(waited)}
        {late ? ', late' : ''}
      </td>
      <td data-name="Answered">{row.answered}</td>
      <td data-name="Abandoned">{row.abandoned}</td>
      <td data-name="SL">{percent(row.serviceLevel)}</td>
      <td data-name="SL2">{percent(row.serviceLevel2)}</td>
      <td data-name="Target">within {spanWords(row.answerWithinSeconds)}</td>
    </tr>
  );
}
