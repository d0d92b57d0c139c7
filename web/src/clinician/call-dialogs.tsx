import { useState } from 'react';
import { type TakeReason, takeReason } from '../../../domain/calls/call.ts';
import {
  type OutsideShiftReason,
  outsideShiftReason,
  type PresenceChoice,
} from '../../../domain/clinicians/presence.ts';
import type { Board, VisitView, WaitingEntry } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { useLiveRead } from '../service/use-live-read.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { outsideShiftWords, takeWords } from './clinician-words.ts';

type Props = { connection: Connection; onClose: () => void };

async function say(connection: Connection, choice: PresenceChoice) {
  const answer = await connection.command('presence:set', choice);
  await connection.refresh();
  return problemsOf(answer);
}

/** The rota does not have them now: welcome, but managers want to know why. */
export function OutsideShiftDialog({ connection, onClose }: Props) {
  const [reason, setReason] = useState<OutsideShiftReason | null>(null);
  const send = async () => {
    if (reason === null) return [{ message: 'Choose why you go on call', field: 'outside-shift' }];
    return say(connection, { to: 'available', outsideShiftReason: reason });
  };
  return (
    <FormDialog
      title="You are not on the rota now"
      confirm={{ label: 'Go on call', testId: 'confirm-outside-shift' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <Radios
          legend="Why do you go on call?"
          name="outside-shift"
          id="outside-shift"
          error={errorOf('outside-shift')}
          choices={outsideShiftReason.options.map((value) => ({
            value,
            label: outsideShiftWords[value],
            testId: `outside-shift-${value}`,
          }))}
          value={reason}
          onChoose={setReason}
        />
      )}
    </FormDialog>
  );
}

/** Calls wait and nobody else is free: somebody must know of them. */
export function HandoverDialog({ connection, own, onClose }: Props & { own: string }) {
  const { board } = useLiveRead(connection, 'board:read');
  const [to, setTo] = useState<string | null>(null);
  const colleagues = (board?.clinicians ?? []).filter(({ clinicianId }) => clinicianId !== own);
  const send = async () => {
    const colleague = colleagues.find(({ clinicianId }) => clinicianId === to);
    if (colleague === undefined && to !== 'manager')
      return [{ message: 'Choose to whom you hand them over', field: 'handover' }];
    return say(connection, { to: 'away', handover: colleague?.clinicianId ?? 'manager' });
  };
  return (
    <FormDialog
      title="Calls are waiting, and nobody else is free"
      confirm={{ label: 'Go off call', testId: 'confirm-handover' }}
      refuse="Stay on call"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <Radios
          legend="To whom have you handed them over?"
          name="handover"
          id="handover"
          error={errorOf('handover')}
          choices={[
            ...colleagues.map(({ clinicianId, name }) => ({ value: clinicianId, label: name })),
            { value: 'manager', label: 'The duty manager', testId: 'handover-manager' },
          ]}
          value={to}
          onChoose={setTo}
        />
      )}
    </FormDialog>
  );
}

const usual = [
  'I will be with you in 3 minutes.',
  'I will be with you in 10 minutes.',
  'Please stay with the patient. A clinician answers as soon as one is free.',
];

/** One line to the staff who wait, in place of the one before. */
export function MessageDialog(props: { call: WaitingEntry; connection: Connection; onClose: () => void }) {
  const { call, connection, onClose } = props;
  const text = useText('');
  const send = async () => {
    if (text.value.trim() === '') return [{ message: 'Write a message', field: 'message-text' }];
    const { callId } = call;
    return problemsOf(await connection.command('call:message', { callId, text: text.value }));
  };
  return (
    <FormDialog
      title={`Message to ${call.siteName}`}
      confirm={{ label: 'Send', testId: 'confirm-message' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <TextField
            id="message-text"
            label="What should the staff read?"
            hint="It stands on their screen with your name. They cannot answer it."
            maxLength={200}
            autoComplete="off"
            data-testid="message-text"
            error={errorOf('message-text')}
            {...text.bind}
          />
          <div className="bedside-suggestions" role="group" aria-label="Usual messages">
            {usual.map((words) => (
              <Button
                key={words}
                variant="secondary"
                small
                onClick={() => {
                  text.set(words);
                }}
              >
                {words}
              </Button>
            ))}
          </div>
        </>
      )}
    </FormDialog>
  );
}

/** Answering a call out of its order: others may be waiting longer, so the reason is asked. */
export function TakeDialog(props: {
  call: WaitingEntry;
  connection: Connection;
  onTaking: () => void;
  onClose: () => void;
}) {
  const { call, connection, onTaking, onClose } = props;
  const [reason, setReason] = useState<TakeReason | null>(null);
  const take = async () => {
    if (reason === null) return [{ message: 'Choose why you take this call', field: 'take-reason' }];
    onTaking();
    const answer = await connection.command('call:take', { callId: call.callId, reason });
    await connection.refresh();
    return problemsOf(answer);
  };
  return (
    <FormDialog
      title={`Take the call from ${call.siteName}?`}
      confirm={{ label: 'Take this call', testId: 'confirm-take' }}
      send={take}
      onClose={onClose}
    >
      {(errorOf) => (
        <Radios
          legend="Why do you take it out of its order?"
          name="take-reason"
          id="take-reason"
          error={errorOf('take-reason')}
          choices={takeReason.options.map((value) => ({
            value,
            label: takeWords[value],
            testId: `take-reason-${value}`,
          }))}
          value={reason}
          onChoose={setReason}
        />
      )}
    </FormDialog>
  );
}

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
            Until it is passed on you can be seen and heard.
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
