import { useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import type { OrganisationId, QueueId } from '../../../domain/ids.ts';
import type { ProposalView } from '../../../domain/proposals/wire.ts';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import type { QueueBody, QueueView } from '../../../domain/queues/wire.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { OrganisationChoice, useChosenOrganisation } from '../admin/organisation-choice.tsx';
import { ApiError } from '../service/api.ts';
import { type Reading, useAsk, useLoaded } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { acuityTitles } from './acuity-fields.tsx';
import { AloneDialog } from './alone-dialog.tsx';
import { OpenProposals, SettledProposals } from './proposals.tsx';
import { QueueForm } from './queue-form.tsx';
import { spanWords } from './setting-words.ts';
import { type Listed, SiteQueues } from './site-queues.tsx';

/** `/queues`: where calls wait, how they are served there, and which sites call into which. */
export function QueuesPage({ me }: { me: Me }) {
  const { organisationId } = useChosenOrganisation(me);
  const { loaded, reload } = useQueues(organisationId);
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
        <Queues key={organisationId} {...{ me, organisationId, reload }} {...loaded.value} />
      ) : null}
    </Page>
  );
}

type Known = {
  listed: Listed;
  proposals: readonly ProposalView[];
  others: number;
  uncovered: ReadonlySet<QueueId>;
};

/** The queues, what waits to be confirmed, and of which queues nobody is on the rota now. */
function useQueues(organisationId: OrganisationId): Reading<Known> {
  const ask = useAsk();
  return useLoaded(['queues and proposals', organisationId], async () => {
    const params = { organisationId };
    const now = new Date();
    const [listed, { proposals, others }, { shifts }] = await Promise.all([
      ask('listQueues', { params }),
      ask('listProposals', { params }),
      ask('listRota', { params, query: { from: wallDateOf(now), days: 1 } }),
    ]);
    const running = shifts.filter(
      ({ startsAt, endsAt }) => new Date(startsAt) <= now && now < new Date(endsAt),
    );
    const covered = new Set(running.flatMap(({ queueIds }) => queueIds));
    const uncovered = new Set(
      listed.queues.map(({ queueId }) => queueId).filter((queueId) => !covered.has(queueId)),
    );
    return { listed, proposals, others, uncovered };
  });
}

function Queues(props: Known & { me: Me; organisationId: OrganisationId; reload: () => void }) {
  const { me, organisationId, listed, proposals, others, uncovered, reload } = props;
  const [said, setSaid] = useState('');
  const onChanged = (words: string) => {
    setSaid(words);
    reload();
  };
  return (
    <>
      <p role="status" data-testid="queues-said">
        {said}
      </p>
      <OpenProposals {...{ me, proposals, listed, others, uncovered, onChanged }} />
      {listed.queues.map((queue) => (
        <QueuePanel
          key={queue.queueId}
          queue={queue}
          sites={listed.sites
            .filter(({ queueId }) => queueId === queue.queueId)
            .map(({ siteName }) => siteName)}
          onChanged={onChanged}
        />
      ))}
      <AddQueue organisationId={organisationId} onAdded={reload} />
      <SiteQueues {...listed} {...{ others, uncovered, onChanged }} />
      <SettledProposals {...{ proposals, listed }} />
    </>
  );
}

/** Sends a change of the queue, and asks first where nobody else can confirm it. */
function useChangeQueue({ queueId, name }: QueueView, onChanged: (said: string) => void) {
  const ask = useAsk();
  /** What is to be changed although nobody else can confirm it. */
  const [alone, setAlone] = useState<QueueBody | null>(null);
  const send = async (body: QueueBody & { nobodyElse?: true }) => {
    const { effect } = await ask('changeQueue', { params: { queueId }, body });
    setAlone(null);
    onChanged(
      effect === 'now'
        ? `The settings of ${body.name} are saved.`
        : `The change of ${name} waits until a second person has confirmed it. Until then everything stays as it is.`,
    );
  };
  const save = async (body: QueueBody) => {
    try {
      await send(body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'reason-needed') throw error;
      setAlone(body);
    }
  };
  return { alone, setAlone, send, save };
}

function QueuePanel(props: {
  queue: QueueView;
  sites: readonly string[];
  onChanged: (said: string) => void;
}) {
  const { queue, sites, onChanged } = props;
  const { name, settings } = queue;
  const [editing, setEditing] = useState(false);
  const { alone, setAlone, send, save } = useChangeQueue(queue, (words) => {
    setEditing(false);
    onChanged(words);
  });
  return (
    <div className="bedside-panel" data-testid="queue">
      <h2 className="nhsuk-heading-m">{name}</h2>
      <QueueFacts {...{ settings, sites }} />
      {editing ? (
        <>
          <QueueForm
            title={`Settings of ${name}`}
            {...{ name, settings, save }}
            onClose={() => {
              setEditing(false);
            }}
          />
          {alone === null ? null : (
            <AloneDialog
              send={() => send({ ...alone, nobodyElse: true })}
              onClose={() => {
                setAlone(null);
              }}
            />
          )}
        </>
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
