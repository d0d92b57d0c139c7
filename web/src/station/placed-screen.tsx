import { useState } from 'react';
import type { StationCall } from '../../../domain/contract/views.ts';
import { asDuration, inWords } from '../service/clock.ts';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Announcement } from '../ui/status.tsx';
import { DetailsForm } from './details-form.tsx';
import { EmergencyAdvice } from './emergency.tsx';

/** From the press until a clinician answers. `call` is null while the service has not confirmed the press yet. */
export function PlacedScreen(props: {
  call: StationCall | null;
  pressedAt: number | null;
  problem: string | null;
  connection: Connection;
  cliniciansOnCall: number | null;
  onCancel: () => Promise<void>;
  children?: React.ReactNode;
}) {
  const { call, pressedAt, problem, connection, cliniciansOnCall, onCancel, children } = props;
  const now = useServerNow(connection);
  const since =
    call === null
      ? pressedAt === null
        ? now
        : pressedAt + connection.clock.get().ms
      : Date.parse(call.placedAt);
  return (
    <div className="bedside-placed">
      <div className="bedside-placed__status">
        <h1 className="nhsuk-heading-l">{call === null ? 'Placing your call…' : 'Your call is placed'}</h1>
        <Progress call={call} waitedMs={now - since} />
        {problem === null ? null : (
          <p className="bedside-note bedside-note--problem" role="alert">
            {problem}
          </p>
        )}
        {cliniciansOnCall === 0 ? <NobodyOnCall /> : null}
        {children}
        <CancelCall onCancel={onCancel} />
      </div>
      <div className="bedside-placed__emergency">
        <EmergencyAdvice />
      </div>
      <div className="bedside-placed__details">
        {call === null ? null : <DetailsForm key={call.callId} call={call} connection={connection} />}
      </div>
    </div>
  );
}

function Progress({ call, waitedMs }: { call: StationCall | null; waitedMs: number }) {
  const ringing = call?.life.phase === 'ringing' ? call.life.clinicianName : null;
  const position = call !== null && 'position' in call.life ? call.life.position : null;
  const rung = ringing === null ? 'Looking for a free clinician' : `Ringing ${ringing}`;
  return (
    <>
      <dl className="bedside-progress">
        <div
          className={
            ringing === null
              ? 'bedside-progress__now'
              : 'bedside-progress__now bedside-progress__now--ringing'
          }
        >
          <dt>Now</dt>
          <dd data-testid="being-rung">{call === null ? 'Sending your call' : rung}</dd>
        </div>
        <div>
          <dt>Place in the queue</dt>
          <dd data-testid="queue-position">{position ?? '–'}</dd>
        </div>
        <div>
          <dt>Waited</dt>
          <dd>
            <span role="timer" aria-label={`Waited ${inWords(waitedMs)}`}>
              {asDuration(waitedMs)}
            </span>
          </dd>
        </div>
      </dl>
      <Announcement>{call === null ? 'Placing your call' : `Your call is placed. ${rung}.`}</Announcement>
    </>
  );
}

function NobodyOnCall() {
  return (
    <div className="bedside-note bedside-note--problem" role="status">
      <strong>No clinician is on call right now.</strong>
      <p>
        Your call stays in the queue and rings as soon as one is. Meanwhile call 111, or 999 in an emergency.
      </p>
    </div>
  );
}

export function CancelCall({ onCancel }: { onCancel: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const cancel = () => {
    setBusy(true);
    onCancel()
      .catch(reportError)
      .finally(() => {
        setBusy(false);
        setAsking(false);
      });
  };
  return (
    <>
      <Button
        look="secondary"
        data-testid="cancel-call"
        onClick={() => {
          setAsking(true);
        }}
      >
        Cancel the call
      </Button>
      {asking ? (
        <ConfirmDialog
          title="Cancel the call?"
          confirm={{ label: 'Yes, cancel it', testId: 'confirm-cancel', busy }}
          refuse="No, keep the call"
          onConfirm={cancel}
          onRefuse={() => {
            setAsking(false);
          }}
        >
          <p>No clinician will be rung any more.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
