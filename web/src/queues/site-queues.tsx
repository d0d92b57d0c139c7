import { useState } from 'react';
import type { EndpointReply } from '../../../domain/contract/rest.ts';
import type { QueueId } from '../../../domain/ids.ts';
import { ApiError } from '../service/api.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { nobodyElseWords } from './alone-dialog.tsx';
import { Differences } from './differences.tsx';

export type Listed = EndpointReply<'listQueues'>;
type Site = Listed['sites'][number];

type Props = Listed & {
  /** How many people could confirm a move. */
  others: number;
  /** Queues of which nobody is on the rota now. */
  uncovered: ReadonlySet<QueueId>;
  onChanged: (said: string) => void;
};

/** Into which queue the calls of each site go, and a button to move each. */
export function SiteQueues({ sites, ...rest }: Props) {
  const { queues } = rest;
  return (
    <section aria-labelledby="site-queues-title">
      <h2 className="nhsuk-heading-m" id="site-queues-title">
        Where each site calls
      </h2>
      {sites.length === 0 ? <p className="bedside-empty">There is no site yet.</p> : null}
      <ul className="bedside-rows">
        {sites.map((site) => (
          <li key={site.siteId} data-testid="site-queue">
            <span className="bedside-rows__main">
              <strong>{site.siteName}</strong>
              <span className="bedside-rows__more">Its calls go into {nameOf(queues, site.queueId)}</span>
            </span>
            {queues.length > 1 ? <MoveSite key={site.queueId} site={site} {...rest} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function nameOf(queues: Listed['queues'], queueId: string): string {
  return queues.find((queue) => queue.queueId === queueId)?.name ?? '';
}

function MoveSite({ site, ...props }: Moving) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="move-site"
        onClick={() => {
          setOpen(true);
        }}
      >
        Move<span className="nhsuk-u-visually-hidden"> {site.siteName} to another queue</span>
      </Button>
      {open ? (
        <MoveDialog
          {...{ site, ...props }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

type Moving = Omit<Props, 'sites'> & { site: Site };

/** What is chosen, and how the move is sent; `alone` once it is known that nobody else can confirm it. */
function useMove({ site, queues, others, onChanged }: Moving) {
  const ask = useAsk();
  const [chosen, setChosen] = useState('');
  const [alone, setAlone] = useState(others === 0);
  const to = queues.find(({ queueId }) => queueId === chosen);
  const send = async () => {
    if (to === undefined) return [{ message: 'Choose a queue', field: 'move-to' }];
    const { queueId } = to;
    const body = alone ? { queueId, nobodyElse: true as const } : { queueId };
    let effect;
    try {
      ({ effect } = await ask('assignSite', { params: { siteId: site.siteId }, body }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'reason-needed') throw error;
      // The other person has gone since this page was read.
      setAlone(true);
      return [{ message: 'There is nobody else who can confirm this. Read below what that means' }];
    }
    onChanged(
      effect === 'now'
        ? `Calls of ${site.siteName} now go into ${to.name}.`
        : `The move of ${site.siteName} to ${to.name} waits until a second person has confirmed it.`,
    );
    return [];
  };
  return { chosen, setChosen, to, alone, send };
}

function MoveDialog({ onClose, ...moving }: Moving & { onClose: () => void }) {
  const { site, queues, uncovered } = moving;
  const { chosen, setChosen, to, alone, send } = useMove(moving);
  const from = queues.find(({ queueId }) => queueId === site.queueId);
  return (
    <FormDialog
      title={`Move ${site.siteName} to another queue?`}
      confirm={{ label: alone ? 'Move it alone' : 'Propose the move', testId: 'propose-move' }}
      refuse="Leave it as it is"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            Its calls go into {from?.name ?? 'a queue'} now. After the move the next call goes into the other
            queue. Calls that wait stay where they are.
          </p>
          <QueueChoice
            queues={queues.filter(({ queueId }) => queueId !== site.queueId)}
            chosen={chosen}
            error={errorOf('move-to')}
            onChoose={setChosen}
          />
          {to === undefined || from === undefined ? null : (
            <>
              <NobodyOnRota queue={to} uncovered={uncovered} />
              <Differences before={from} after={to} titles={[from.name, to.name]} renamed={false} />
            </>
          )}
          <p>{alone ? nobodyElseWords : 'A second person has to confirm the move.'}</p>
        </>
      )}
    </FormDialog>
  );
}

function QueueChoice(props: {
  queues: Listed['queues'];
  chosen: string;
  error: string | undefined;
  onChoose: (queueId: string) => void;
}) {
  const { queues, chosen, error, onChoose } = props;
  return (
    <SelectField
      id="move-to"
      label="New queue"
      value={chosen}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      <option value="">Choose a queue</option>
      {queues.map(({ queueId, name }) => (
        <option key={queueId} value={queueId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

/** Says that nobody is on the rota of the queue, where that is so. */
export function NobodyOnRota(props: {
  queue: { queueId: QueueId; name: string };
  uncovered: ReadonlySet<QueueId>;
}) {
  const { queue, uncovered } = props;
  return uncovered.has(queue.queueId) ? (
    <p className="bedside-note bedside-note--problem">Nobody is on the rota of {queue.name} now.</p>
  ) : null;
}
