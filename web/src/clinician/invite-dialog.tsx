import { useState } from 'react';
import type { Board, VisitView } from '../../../domain/states/wire.ts';
import type { PersonId } from '../../../domain/ids.ts';
import { skillLabels } from '../../../domain/queues/skill.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
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
            No colleague is free right now. You can pass the call on to a queue.
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
