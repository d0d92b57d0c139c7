import type { RankedVisit } from '../../../domain/quality/wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { spanWords } from '../oversight/oversight-words.ts';
import { msWords, pathWords, percentWords, roleWords, secondsWords } from './quality-words.ts';

/** The worst visits of a day, each by the connection that fared worst in it. */
export function WorstVisits({ visits }: { visits: readonly RankedVisit[] }) {
  return (
    <table className="bedside-table bedside-table--figures bedside-worst" data-testid="worst-visits">
      <caption className="nhsuk-u-visually-hidden">
        The worst visits of the day, each by the connection that fared worst in it
      </caption>
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col">Began</th>
          <th scope="col">Lasted</th>
          <th scope="col">Whose connection</th>
          <th scope="col">Path</th>
          <th scope="col">In trouble</th>
          <th scope="col">Worst loss</th>
          <th scope="col">Round trip, p95</th>
          <th scope="col">Freezes</th>
          <th scope="col">Concealed</th>
        </tr>
      </thead>
      <tbody>
        {visits.map((visit) => (
          <tr key={visit.visitId}>
            <td data-name="Site">{visit.siteName}</td>
            <td data-name="Began">{clockOf(new Date(visit.startedAt))}</td>
            <td data-name="Lasted">{spanWords(visit.seconds)}</td>
            <td data-name="Whose connection">{roleWords(visit.worstRole)}</td>
            <td data-name="Path">{visit.path === null ? 'not known' : pathWords[visit.path]}</td>
            <td data-name="In trouble">
              <strong>{percentWords(visit.troubledShare * 100)}</strong>
            </td>
            <td data-name="Worst loss">{percentWords(visit.worstLossPercent)}</td>
            <td data-name="Round trip, p95">{msWords(visit.roundTripP95Ms)}</td>
            <td data-name="Freezes">{freezeWords(visit)}</td>
            <td data-name="Concealed">{percentWords(visit.concealedPercent)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function freezeWords({ freezes, frozenSeconds }: RankedVisit): string {
  return freezes === 0 ? '0' : `${String(freezes)} (${secondsWords(frozenSeconds)})`;
}
