import type { WaitingEntry } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';

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
