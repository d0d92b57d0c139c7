import type { QualityDay } from '../../../domain/quality/wire.ts';
import { msWords, pathWords, percentWords } from './quality-words.ts';

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
