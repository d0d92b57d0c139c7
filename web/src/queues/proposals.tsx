import { useId, useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { QueueId } from '../../../domain/ids.ts';
import type { ProposalView } from '../../../domain/proposals/wire.ts';
import { longDayWords } from '../rota/week.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { useAsk } from '../service/hooks.ts';
import { clockTime, counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { Differences } from './differences.tsx';
import { type Listed, nameOf, NobodyOnRota } from './site-queues.tsx';

type Props = {
  me: Me;
  listed: Listed;
  others: number;
  uncovered: ReadonlySet<QueueId>;
  onChanged: (said: string) => void;
};

/** What waits for a second person: each with the old and the new values, and what one may do about it. */
export function OpenProposals({ proposals, ...props }: Props & { proposals: readonly ProposalView[] }) {
  const open = proposals.filter(({ state }) => state === 'open');
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="proposals-title">
      <h2 className="nhsuk-heading-m" id="proposals-title">
        Changes that wait for a second person
      </h2>
      <p>
        They take effect when somebody else has confirmed them. Until then everything stays as it is. What is
        marked “Check” can let somebody wait longer, or let other people be rung.
      </p>
      {open.map((proposal) => (
        <OpenProposal key={proposal.proposalId} proposal={proposal} {...props} />
      ))}
    </section>
  );
}

function OpenProposal({ proposal, ...props }: Props & { proposal: ProposalView }) {
  const { me, others, listed, uncovered } = props;
  const { change, proposedBy, proposedByName, proposedAt, expiresAt, outdated } = proposal;
  const own = proposedBy === me.personId;
  const queue = listed.queues.find(({ queueId }) => queueId === change.queueId);
  const title = titleOf(proposal, listed);
  const titleId = useId();
  return (
    <section className="bedside-panel" data-testid="proposal" aria-labelledby={titleId}>
      <h3 className="nhsuk-heading-s" id={titleId}>
        {title}
      </h3>
      <p>
        Proposed by {own ? 'you' : proposedByName} on {momentWords(proposedAt)}. It ends on{' '}
        {momentWords(expiresAt)} if nobody has confirmed it.
      </p>
      {queue === undefined || change.kind === 'settings' ? null : <NobodyOnRota {...{ queue, uncovered }} />}
      <Changed {...{ proposal, listed }} />
      {outdated ? (
        <p className="bedside-note bedside-note--problem">
          This has been changed since it was proposed, so it cannot be confirmed.{' '}
          {own ? 'Withdraw it and propose it again.' : 'Reject it, and have it proposed again.'}
        </p>
      ) : null}
      {own ? (
        <p>
          Somebody else has to confirm it on this page.{' '}
          {others === 0
            ? 'Nobody else in your organisation can. Ask for a second manager or administrator, or withdraw it.'
            : `${counted(others, 'other person', 'other people')} in the organisation can.`}
        </p>
      ) : null}
      <div className="bedside-actions">
        {own ? <Withdraw {...{ proposal, title, ...props }} /> : null}
        {own || outdated ? null : <Confirm {...{ proposal, title, ...props }} />}
        {own ? null : <Reject {...{ proposal, title, ...props }} />}
      </div>
    </section>
  );
}

function Changed({ proposal: { change }, listed }: { proposal: ProposalView; listed: Listed }) {
  if (change.kind === 'settings') return <Differences before={change.before} after={change.after} />;
  const from = listed.queues.find(({ queueId }) => queueId === change.fromQueueId);
  const to = listed.queues.find(({ queueId }) => queueId === change.queueId);
  if (from === undefined || to === undefined) return null;
  return (
    <>
      <p>
        Its calls go into {from.name} now, and would go into {to.name}.
      </p>
      <Differences before={from} after={to} titles={[from.name, to.name]} renamed={false} />
    </>
  );
}

/** `Settings of Prisons`, `Move of Rose House to Prisons`. */
function titleOf({ change }: ProposalView, { queues, sites }: Listed): string {
  if (change.kind === 'settings') return `Settings of ${nameOf(queues, change.queueId)}`;
  const site = sites.find(({ siteId }) => siteId === change.siteId)?.siteName ?? 'a site';
  return `Move of ${site} to ${nameOf(queues, change.queueId)}`;
}

/** `Sunday 29 November, 10:19`. */
function momentWords(instant: string): string {
  return `${longDayWords(wallDateOf(new Date(instant)))}, ${clockTime(instant)}`;
}

type Acting = Pick<Props, 'onChanged'> & { proposal: ProposalView; title: string };

function Confirm({ proposal: { proposalId, change }, title, onChanged }: Acting) {
  const ask = useAsk();
  return (
    <ConfirmedButton
      label={<Named what="Confirm" title={title} />}
      testId="confirm-proposal"
      question={{
        title: `Confirm: ${title}?`,
        text:
          change.kind === 'settings'
            ? 'Confirm only what you have checked yourself. It takes effect at once, also for calls that wait.'
            : 'Confirm only what you have checked yourself. It takes effect with the next call of the site.',
        yes: 'Yes, confirm it',
        yesTestId: 'really-confirm-proposal',
        no: 'No, go back',
        kept: 'It was not confirmed. Nothing has changed.',
      }}
      act={async () => {
        await ask('confirmProposal', { params: { proposalId } });
        onChanged(`Confirmed: ${title}.`);
        return [];
      }}
    />
  );
}

function Withdraw({ proposal: { proposalId }, title, onChanged }: Acting) {
  const ask = useAsk();
  return (
    <ConfirmedButton
      label={<Named what="Withdraw" title={title} />}
      testId="withdraw-proposal"
      question={{
        title: `Withdraw: ${title}?`,
        text: 'Nobody can confirm it any more. Everything stays as it is.',
        yes: 'Yes, withdraw it',
        yesTestId: 'really-withdraw-proposal',
        no: 'No, go back',
      }}
      act={async () => {
        await ask('withdrawProposal', { params: { proposalId } });
        onChanged(`Withdrawn: ${title}.`);
        return [];
      }}
    />
  );
}

function Reject({ proposal: { proposalId }, title, onChanged }: Acting) {
  const ask = useAsk();
  const [open, setOpen] = useState(false);
  const reason = useText('');
  const send = async () => {
    if (reason.value.trim() === '') return [{ message: 'Enter why you reject it', field: 'reject-reason' }];
    await ask('rejectProposal', { params: { proposalId }, body: { reason: reason.value } });
    onChanged(`Rejected: ${title}.`);
    return [];
  };
  return (
    <>
      <Button
        variant="secondary"
        data-testid="reject-proposal"
        onClick={() => {
          setOpen(true);
        }}
      >
        <Named what="Reject" title={title} />
      </Button>
      {open ? (
        <FormDialog
          title={`Reject: ${title}?`}
          confirm={{ label: 'Reject it', testId: 'really-reject-proposal' }}
          send={send}
          onClose={() => {
            setOpen(false);
          }}
        >
          {(errorOf) => (
            <TextArea
              id="reject-reason"
              label="Why?"
              hint="Whoever proposed it reads this. Nothing about patients."
              rows={3}
              maxLength={500}
              value={reason.value}
              error={errorOf('reject-reason')}
              onChange={({ target }) => {
                reason.set(target.value);
              }}
            />
          )}
        </FormDialog>
      ) : null}
    </>
  );
}

function Named({ what, title }: { what: string; title: string }) {
  return (
    <>
      {what}
      <span className="nhsuk-u-visually-hidden">: {title}</span>
    </>
  );
}

/** What became of the proposals of the last two weeks. */
export function SettledProposals(props: { proposals: readonly ProposalView[]; listed: Listed }) {
  const { proposals, listed } = props;
  const settled = proposals.filter(({ state }) => state !== 'open');
  if (settled.length === 0) return null;
  return (
    <section aria-labelledby="settled-title">
      <h2 className="nhsuk-heading-m" id="settled-title">
        Decided in the last two weeks
      </h2>
      <ul className="bedside-rows">
        {settled.map((proposal) => (
          <li key={proposal.proposalId} data-testid="settled-proposal">
            <span className="bedside-rows__main">
              <strong>{titleOf(proposal, listed)}</strong>
              <span className="bedside-rows__more">{settledWords(proposal)}</span>
              {proposal.change.kind === 'settings' ? (
                <details className="nhsuk-details">
                  <summary className="nhsuk-details__summary">
                    <span className="nhsuk-details__summary-text">What was proposed</span>
                  </summary>
                  <div className="nhsuk-details__text">
                    <Differences
                      before={proposal.change.before}
                      after={proposal.change.after}
                      titles={['Before', 'Proposed']}
                    />
                  </div>
                </details>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function settledWords({ state, proposedByName, settledByName, settledAt, reason }: ProposalView): string {
  const by = settledByName ?? 'somebody';
  const on = settledAt === null ? '' : ` on ${momentWords(settledAt)}`;
  switch (state) {
    case 'open':
      return '';
    case 'confirmed':
      return `Proposed by ${proposedByName}, confirmed by ${by}${on}.`;
    case 'alone':
      return `Changed by ${by} alone${on}, because nobody else could confirm it.`;
    case 'rejected':
      return `Proposed by ${proposedByName}, rejected by ${by}${on}: ${reason ?? ''}`;
    case 'withdrawn':
      return `Withdrawn by ${by}${on}.`;
    case 'expired':
      return `Proposed by ${proposedByName}. Nobody confirmed it in time${on}.`;
  }
}
