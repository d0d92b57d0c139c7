import { useState } from 'react';
import type { FreeTime } from '../../../domain/clinics/wire.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';
import { whenWords } from './clinic-words.ts';
import { clashesWords } from './prison-words.ts';

/** Asks why a time is taken at which the patient has something else on (A07). */
export function ClashReason(props: {
  time: FreeTime;
  verb: string;
  take: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const { time, verb, take, onClose } = props;
  const [reason, setReason] = useState('');
  const send = async (): Promise<Problem[]> => {
    const said = reason.trim();
    if (said === '') return [{ message: 'Say why', field: 'clash-reason' }];
    await take(said);
    return [];
  };
  return (
    <FormDialog
      title="The patient has something else on"
      confirm={{ label: `${verb} all the same`, testId: 'confirm-clash' }}
      refuse="No, choose another time"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {whenWords(time)}. {clashesWords(time.clashes)}
          </p>
          <TextArea
            id="clash-reason"
            label="Why is the clinic booked all the same?"
            hint="It is kept with your name, and stands on the list of the day."
            rows={2}
            maxLength={200}
            value={reason}
            error={errorOf('clash-reason')}
            onChange={({ target }) => {
              setReason(target.value);
            }}
          />
        </>
      )}
    </FormDialog>
  );
}
