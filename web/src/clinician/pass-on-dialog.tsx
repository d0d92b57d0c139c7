import { useState } from 'react';
import type { Board, VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { FormDialog } from '../ui/dialog.tsx';
import { SelectField, TextArea } from '../ui/field.tsx';

/** Puts the call back into a queue, for somebody who is not there yet. */
export function PassOnDialog(props: {
  visit: VisitView;
  board: Board | null;
  connection: Connection;
  onClose: () => void;
}) {
  const { visit, board, connection, onClose } = props;
  const queues = board?.queues ?? [];
  const [draft, setDraft] = useState<Draft>({ queueId: '', note: '' });
  const passOn = async () => {
    const queue = queues.find(({ queueId }) => queueId === draft.queueId);
    const { note } = draft;
    if (queue === undefined) return [{ message: 'Choose a queue', field: 'pass-on-queue' }];
    if (note.trim() === '')
      return [{ message: 'Write what the next clinician must know', field: 'pass-on-note' }];
    const { visitId } = visit;
    const answer = await connection.command('visit:pass-on', { visitId, queueId: queue.queueId, note });
    await connection.refresh();
    return problemsOf(answer);
  };
  return (
    <FormDialog
      title="Pass the call on"
      confirm={{ label: 'Pass on and leave', testId: 'confirm-pass-on' }}
      send={passOn}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            The visit ends, and the call waits again with the age that it has. The staff stay on their screen.
          </p>
          <Fields {...{ queues, draft, errorOf }} onChange={setDraft} />
        </>
      )}
    </FormDialog>
  );
}

type Draft = { queueId: string; note: string };

function Fields(props: {
  queues: Board['queues'];
  draft: Draft;
  errorOf: (field: string) => string | undefined;
  onChange: (draft: Draft) => void;
}) {
  const { queues, draft, errorOf, onChange } = props;
  return (
    <>
      <SelectField
        id="pass-on-queue"
        label="To which queue?"
        error={errorOf('pass-on-queue')}
        data-testid="pass-on-queue"
        value={draft.queueId}
        onChange={({ target }) => {
          onChange({ ...draft, queueId: target.value });
        }}
      >
        <option value="">Choose a queue</option>
        {queues.map(({ queueId, name }) => (
          <option key={queueId} value={queueId}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextArea
        id="pass-on-note"
        label="Note for the next clinician"
        hint="Never shown to the station"
        rows={4}
        maxLength={2000}
        error={errorOf('pass-on-note')}
        data-testid="pass-on-note"
        value={draft.note}
        onChange={({ target }) => {
          onChange({ ...draft, note: target.value });
        }}
      />
    </>
  );
}
