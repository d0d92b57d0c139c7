import type { QualityDay, RankedVisit } from '../../../domain/quality/wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { msWords, pathWords, percentWords, roleWords, secondsWords } from '../connection/quality-words.ts';
import { spanWords } from '../service/words.ts';

type Group = Omit<QualityDay['sites'][number], 'siteId' | 'siteName'>;
type Row = Group & { key: string; name: string };

/** The day's visits added up site by site. */
export function SitesTable({ sites }: Pick<QualityDay, 'sites'>) {
  return (
    <GroupsTable
      caption="Visits of the day by site"
      testId="quality-sites"
      heads={{ name: 'Site', count: 'Visits' }}
      rows={sites.map((site) => ({ ...site, key: site.siteId, name: site.siteName }))}
    />
  );
}

/** Everybody's connection, added up by the path it took. */
export function PathsTable({ paths }: Pick<QualityDay, 'paths'>) {
  return (
    <GroupsTable
      caption="Connections of the day by network path"
      testId="quality-paths"
      heads={{ name: 'Path', count: 'Connections' }}
      rows={paths.map((row) => ({
        ...row,
        key: row.path ?? 'unknown',
        name: row.path === null ? 'not known' : pathWords[row.path],
      }))}
    />
  );
}

function GroupsTable(props: {
  caption: string;
  testId: string;
  heads: { name: string; count: string };
  rows: readonly Row[];
}) {
  const { caption, testId, heads, rows } = props;
  return (
    <table className="bedside-table bedside-table--figures bedside-groups" data-testid={testId}>
      <caption className="nhsuk-u-visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{heads.name}</th>
          <th scope="col">{heads.count}</th>
          <th scope="col">Of these in trouble</th>
          <th scope="col">Time in trouble</th>
          <th scope="col">Worst loss</th>
          <th scope="col">Highest round trip, p95</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td data-name={heads.name}>{row.name}</td>
            <td data-name={heads.count}>{row.count}</td>
            <td data-name="Of these in trouble">{row.troubled}</td>
            <td data-name="Time in trouble">
              <strong>{percentWords(row.troubledShare * 100)}</strong>
            </td>
            <td data-name="Worst loss">{percentWords(row.worstLossPercent)}</td>
            <td data-name="Highest round trip, p95">{msWords(row.roundTripP95Ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

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
