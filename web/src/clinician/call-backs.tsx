import { useState } from 'react';
import { callBackCloseReason, type CallBackCloseReason } from '../../../domain/call-backs/call-back.ts';
import type { CallBackView } from '../../../domain/states/wire.ts';
import { asDuration } from '../service/clock.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { TelephoneLink } from '../ui/status.tsx';
import { AcuityTag } from './call-details.tsx';
import { callBackCloseWords } from './clinician-words.ts';

/** Callers who were cut off, until somebody has seen to each of them. */
export function CallBacks(props: {
  callBacks: readonly CallBackView[];
  now: number;
  connection: Connection;
}) {
  const { callBacks, now, connection } = props;
  const [closing, setClosing] = useState<CallBackView | null>(null);
  if (callBacks.length === 0 && closing === null) return null;
  return (
    <section className="bedside-panel bedside-panel--to-do" aria-labelledby="call-backs-title">
      <h2 className="nhsuk-heading-m" id="call-backs-title">
        Cut off: to be called back
      </h2>
      <ul className="bedside-rows" data-testid="call-backs">
        {callBacks.map((callBack) => (
          <CallBackRow key={callBack.callBackId} {...{ callBack, now }} onClose={setClosing} />
        ))}
      </ul>
      {closing === null ? null : (
        <CloseDialog
          callBack={closing}
          connection={connection}
          onClose={() => {
            setClosing(null);
          }}
        />
      )}
    </section>
  );
}

function CallBackRow(props: {
  callBack: CallBackView;
  now: number;
  onClose: (callBack: CallBackView) => void;
}) {
  const { callBack, now, onClose } = props;
  const { siteName, sitePhone, stationName, dropped, openedAt, answered } = callBack;
  const since = asDuration(now - Date.parse(openedAt));
  return (
    <li>
      <div className="bedside-rows__main">
        <strong>{siteName}</strong>, {stationName} <AcuityTag acuity={callBack.acuity} />
        <span className="bedside-rows__more">
          Cut off {dropped === 'visit' ? 'in the visit' : 'while waiting'}, {since} ago.{' '}
          {answered ? 'They have called again.' : ringingWords(callBack)}
        </span>
        <span className="bedside-rows__more">
          {sitePhone === null ? (
            'No telephone number is known.'
          ) : (
            <>
              Telephone: <TelephoneLink number={sitePhone} />
            </>
          )}
        </span>
      </div>
      <Button
        variant="secondary"
        small
        data-testid="close-call-back"
        onClick={() => {
          onClose(callBack);
        }}
      >
        Close<span className="nhsuk-u-visually-hidden"> the call-back to {siteName}</span>
      </Button>
    </li>
  );
}

/** What the service itself does to reach them. */
function ringingWords({ telephoned }: CallBackView): string {
  switch (telephoned) {
    case null:
      return 'Their screen rings as soon as it is on.';
    case 'pending':
      return 'Their screen rings as soon as it is on, and a message is on its way to their telephone.';
    case 'delivered':
      return 'Their screen rings as soon as it is on, and their telephone was sent a message.';
    case 'failed':
      return 'Their screen rings as soon as it is on. No message got through to their telephone.';
  }
}

function CloseDialog(props: { callBack: CallBackView; connection: Connection; onClose: () => void }) {
  const { callBack, connection, onClose } = props;
  const [reason, setReason] = useState<CallBackCloseReason | null>(null);
  const [note, setNote] = useState('');
  const close = async () => {
    if (reason === null) return [{ message: 'Choose what came of it', field: 'close-reason' }];
    const text = note.trim() === '' ? null : note.trim();
    const { callBackId } = callBack;
    return problemsOf(await connection.command('call-back:close', { callBackId, reason, note: text }));
  };
  return (
    <FormDialog
      title={`Close the call-back to ${callBack.siteName}?`}
      confirm={{ label: 'Close it', testId: 'confirm-close-call-back' }}
      send={close}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <Radios
            legend="What came of it?"
            name="close-reason"
            id="close-reason"
            error={errorOf('close-reason')}
            choices={callBackCloseReason.options.map((value) => ({
              value,
              label: callBackCloseWords[value],
              testId: `close-reason-${value}`,
            }))}
            value={reason}
            onChoose={setReason}
          />
          <TextArea
            label="Note (optional)"
            rows={3}
            maxLength={1000}
            data-testid="close-note"
            value={note}
            onChange={({ target }) => {
              setNote(target.value);
            }}
          />
        </>
      )}
    </FormDialog>
  );
}
