import { useState } from 'react';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import type { NewInvitation } from '../../../domain/guests/wire.ts';
import type { PersonId } from '../../../domain/ids.ts';
import type { Board, VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';

type Kind = 'consult' | 'transfer';
const kinds = [
  { value: 'consult', label: 'To advise', hint: 'The visit stays mine', testId: 'invite-consult' },
  {
    value: 'transfer',
    label: 'To take over',
    hint: 'I hand over when they have joined, and leave',
    testId: 'invite-transfer',
  },
] as const;

/** Rings a free colleague into the visit. */
export function InviteDialog(props: {
  visit: VisitView;
  board: Board | null;
  own: string;
  connection: Connection;
  onClose: () => void;
}) {
  const { visit, board, own, connection, onClose } = props;
  const [choice, setChoice] = useState<Choice>({ whom: null, kind: null });
  const free = freeColleagues(board, visit, own);
  const invite = async () => {
    const colleague = free.find(({ clinicianId }) => clinicianId === choice.whom);
    if (colleague === undefined) return [{ message: 'Choose a colleague', field: 'invite-whom' }];
    if (choice.kind === null) return [{ message: 'Choose what for', field: 'invite-kind' }];
    const { clinicianId } = colleague;
    const payload = { visitId: visit.visitId, clinicianId, kind: choice.kind };
    const answer = await connection.command('visit:invite', payload);
    await connection.refresh();
    return problemsOf(answer);
  };
  return (
    <FormDialog
      title="Ask a colleague in"
      confirm={{ label: 'Ring them', testId: 'confirm-invite' }}
      send={invite}
      onClose={onClose}
    >
      {(errorOf) =>
        free.length === 0 ? (
          <p data-testid="no-colleague">
            No colleague is free right now.
            {visit.card.kind === 'call' ? ' You can pass the call on to a queue.' : null}
          </p>
        ) : (
          <Choices {...{ free, choice, errorOf }} onChoose={setChoice} />
        )
      }
    </FormDialog>
  );
}

type Choice = { whom: PersonId | null; kind: Kind | null };

function Choices(props: {
  free: Board['clinicians'];
  choice: Choice;
  errorOf: (field: string) => string | undefined;
  onChoose: (choice: Choice) => void;
}) {
  const { free, choice, errorOf, onChoose } = props;
  return (
    <>
      <Radios
        legend="Whom?"
        name="invite-whom"
        id="invite-whom"
        error={errorOf('invite-whom')}
        choices={free.map(({ clinicianId, name, skills }) => ({
          value: clinicianId,
          label: name,
          ...(skills.length > 0 && { hint: skills.map((skill) => skillLabels[skill]).join(', ') }),
        }))}
        value={choice.whom}
        onChoose={(whom) => {
          onChoose({ ...choice, whom });
        }}
      />
      <Radios
        legend="What for?"
        name="invite-kind"
        id="invite-kind"
        error={errorOf('invite-kind')}
        choices={kinds}
        value={choice.kind}
        onChoose={(kind) => {
          onChoose({ ...choice, kind });
        }}
      />
    </>
  );
}

function freeColleagues(board: Board | null, { card }: VisitView, own: string): Board['clinicians'] {
  return (board?.clinicians ?? []).filter(
    ({ clinicianId, state, reachable, skills }) =>
      clinicianId !== own &&
      state === 'available' &&
      reachable &&
      card.requiredSkills.every((skill) => skills.includes(skill)),
  );
}

const sentWords: Record<NewInvitation['sent'], string> = {
  shown: 'Pass on the link, or read out the code.',
  sent: 'The message has been sent. If it does not arrive, read out the code.',
  failed: 'The message could not be sent. Read out the code, or pass on the link yourself.',
  'not-configured': 'This service cannot send that kind of message. Read out the code, or pass on the link.',
};

/** The link and the code of an invitation just made: they are shown once and kept nowhere. */
export function InvitationNote(props: { invitation: NewInvitation & { label: string }; onDone: () => void }) {
  const { invitation, onDone } = props;
  const { url, code, expiresAt, sent, label } = invitation;
  const [copied, setCopied] = useState('');
  const copy = () => {
    // Absent where the page is not served securely, whatever the types say.
    const clipboard = (navigator as Partial<Navigator>).clipboard;
    if (clipboard === undefined) setCopied('Mark the link and copy it by hand.');
    else
      clipboard.writeText(url).then(
        () => {
          setCopied('Copied.');
        },
        () => {
          setCopied('Mark the link and copy it by hand.');
        },
      );
  };
  return (
    <div className="bedside-note" data-testid="invitation" data-sent={sent}>
      <p role="status">
        <strong>Invitation for: {label}.</strong> {sentWords[sent]}
      </p>
      <p>
        Code, to be typed at <strong>{new URL(url).host}/join</strong>:{' '}
        <strong className="bedside-guests__code" data-testid="guest-code">
          {code}
        </strong>
      </p>
      <p className="bedside-guests__link" data-testid="guest-link">
        {url}
      </p>
      <p>It works once, in one browser, until {clockTime(expiresAt)}. It cannot be shown again.</p>
      <div className="bedside-actions">
        <Button variant="secondary" small onClick={copy}>
          Copy the link
        </Button>
        <Button variant="secondary" small onClick={onDone}>
          Done
        </Button>
        <span role="status">{copied}</span>
      </div>
    </div>
  );
}
