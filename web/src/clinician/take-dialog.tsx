import { useState } from 'react';
import { takeReason, type TakeReason } from '../../../domain/calls/call.ts';
import type { WaitingEntry } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { takeWords } from './clinician-words.ts';

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
