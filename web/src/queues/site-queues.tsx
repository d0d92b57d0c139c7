import { useState } from 'react';
import type { EndpointReply } from '../../../domain/contract/rest.ts';
import { queueId as queueIdSchema } from '../../../domain/ids.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { SelectField } from '../ui/field.tsx';

type Listed = EndpointReply<'listQueues'>;

/** Into which queue the calls of each site go; a choice holds at once. */
export function SiteQueues({ queues, sites, onChanged }: Listed & { onChanged: () => void }) {
  const ask = useAsk();
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const assign = async (site: Listed['sites'][number], value: string) => {
    const queueId = queueIdSchema.parse(value);
    await ask('assignSite', { params: { siteId: site.siteId }, body: { queueId } });
    setSaid(`Calls of ${site.siteName} now go into ${nameOf(queues, queueId)}.`);
    onChanged();
  };
  return (
    <section aria-labelledby="site-queues-title">
      <h2 className="nhsuk-heading-m" id="site-queues-title">
        Where each site calls
      </h2>
      <p>A choice holds from the next call on. Calls that wait stay where they are.</p>
      <p role="status" data-testid="site-queue-said">
        {said}
      </p>
      {problem === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {problem}
        </p>
      )}
      {sites.length === 0 ? <p className="bedside-empty">There is no site yet.</p> : null}
      {sites.map((site) => (
        <SelectField
          key={site.siteId}
          label={site.siteName}
          value={site.queueId}
          onChange={({ target }) => {
            setProblem(null);
            assign(site, target.value).catch((error: unknown) => {
              setProblem(messageOf(error));
            });
          }}
        >
          {queues.map(({ queueId, name }) => (
            <option key={queueId} value={queueId}>
              {name}
            </option>
          ))}
        </SelectField>
      ))}
    </section>
  );
}

function nameOf(queues: Listed['queues'], queueId: string): string {
  return queues.find((queue) => queue.queueId === queueId)?.name ?? '';
}
