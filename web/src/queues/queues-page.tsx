import { useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import type { EndpointReply } from '../../../domain/contract/rest.ts';
import { type OrganisationId, queueId as queueIdSchema } from '../../../domain/ids.ts';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import type { QueueBody, QueueView } from '../../../domain/queues/wire.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { OrganisationChoice, useChosenOrganisation } from '../admin/organisation-choice.tsx';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { acuityTitles } from './acuity-fields.tsx';
import { QueueForm } from './queue-form.tsx';

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

/** `/queues`: where calls wait, how they are served there, and which sites call into which. */
export function QueuesPage({ me }: { me: Me }) {
  const { organisationId } = useChosenOrganisation(me);
  const { loaded, reload } = useEndpoint('listQueues', { params: { organisationId } });
  return (
    <Page title="Queues" header={<PersonHeader />}>
      <h1 className="nhsuk-heading-l">Queues</h1>
      <OrganisationChoice me={me} />
      <p>
        Every call waits in a queue. A queue says which skills its calls need, for how long whom is rung, and
        what happens when nobody answers.
      </p>
      {loaded.state === 'loading' ? <Loading what="queues" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <>
          {loaded.value.queues.map((queue) => (
            <QueuePanel
              key={queue.queueId}
              queue={queue}
              sites={loaded.value.sites
                .filter(({ queueId }) => queueId === queue.queueId)
                .map(({ siteName }) => siteName)}
              onChanged={reload}
            />
          ))}
          <AddQueue key={organisationId} organisationId={organisationId} onAdded={reload} />
          <SiteQueues key={organisationId} {...loaded.value} onChanged={reload} />
        </>
      ) : null}
    </Page>
  );
}

function QueuePanel(props: { queue: QueueView; sites: readonly string[]; onChanged: () => void }) {
  const { queue, sites, onChanged } = props;
  const { queueId, name, settings } = queue;
  const ask = useAsk();
  const [editing, setEditing] = useState(false);
  const close = () => {
    setEditing(false);
  };
  const save = async (body: QueueBody) => {
    await ask('changeQueue', { params: { queueId }, body });
    close();
    onChanged();
  };
  return (
    <div className="bedside-panel" data-testid="queue">
      <h2 className="nhsuk-heading-m">{name}</h2>
      <QueueFacts {...{ settings, sites }} />
      {editing ? (
        <QueueForm title={`Settings of ${name}`} {...{ name, settings, save }} onClose={close} />
      ) : (
        <Button
          variant="secondary"
          small
          data-testid="change-queue"
          onClick={() => {
            setEditing(true);
          }}
        >
          Change<span className="nhsuk-u-visually-hidden"> {name}</span>
        </Button>
      )}
    </div>
  );
}

function QueueFacts({ settings, sites }: Pick<QueueView, 'settings'> & { sites: readonly string[] }) {
  const needed = settings.requiredSkills.map((skill) => skillLabels[skill]);
  const within = (['immediate', 'urgent', 'soon'] as const).map(
    (acuity) =>
      `${acuityTitles[acuity].toLowerCase()} within ${spanWords(settings.answerWithinSeconds[acuity])}`,
  );
  return (
    <ul className="bedside-panel__facts">
      <li>{sites.length === 0 ? 'No site calls into it' : `Sites: ${sites.join(', ')}`}</li>
      <li>{needed.length === 0 ? 'No skill is required' : `Required: ${needed.join(', ')}`}</li>
      <li>A call rings {spanWords(settings.ringSeconds)} at each clinician</li>
      <li>Aims: {within.join(', ')}</li>
    </ul>
  );
}

function spanWords(seconds: number): string {
  return seconds % 60 === 0 && seconds > 60
    ? `${String(seconds / 60)} minutes`
    : `${String(seconds)} seconds`;
}

function AddQueue({ organisationId, onAdded }: { organisationId: OrganisationId; onAdded: () => void }) {
  const ask = useAsk();
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  const save = async (body: QueueBody) => {
    await ask('addQueue', { params: { organisationId }, body });
    close();
    onAdded();
  };
  if (open) {
    return (
      <QueueForm title="Add a queue" name="" settings={defaultQueueSettings} save={save} onClose={close} />
    );
  }
  return (
    <Button
      variant="secondary"
      data-testid="add-queue"
      onClick={() => {
        setOpen(true);
      }}
    >
      Add a queue
    </Button>
  );
}
