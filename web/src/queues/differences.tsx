import { differencesOf } from '../../../domain/queues/weaker.ts';
import type { QueueSettings } from '../../../domain/queues/queue.ts';
import { Tag } from '../ui/tag.tsx';
import { settingWords, valueWords } from './setting-words.ts';

type Version = { name: string; settings: QueueSettings };

/** What changes, each with its old and its new value; what makes calls wait longer or goes to others stands out. */
export function Differences(props: {
  before: Version;
  after: Version;
  /** `Now` and `Proposed`, or the names of two queues. */
  titles?: readonly [string, string];
  renamed?: boolean;
}) {
  const { before, after, titles = ['Now', 'Proposed'], renamed = before.name !== after.name } = props;
  const found = differencesOf(before.settings, after.settings);
  if (found.length === 0 && !renamed) return <p>The settings are the same.</p>;
  return (
    <table className="bedside-table bedside-table--differences" data-testid="differences">
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">{titles[0]}</th>
          <th scope="col">{titles[1]}</th>
        </tr>
      </thead>
      <tbody>
        {renamed ? (
          <tr>
            <th scope="row">Name</th>
            <td data-name={titles[0]}>{before.name}</td>
            <td data-name={titles[1]}>{after.name}</td>
          </tr>
        ) : null}
        {found.map((one) => (
          <tr key={settingWords(one)}>
            <th scope="row">
              {settingWords(one)} {one.weaker ? <Tag colour="orange">Check</Tag> : null}
            </th>
            <td data-name={titles[0]}>{valueWords(one, one.before)}</td>
            <td data-name={titles[1]}>{valueWords(one, one.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
