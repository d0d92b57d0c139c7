import { useState } from 'react';
import { pauseReason, type PresenceChoice } from '../../../domain/clinicians/presence.ts';
import type { ClinicianState, PresenceView } from '../../../domain/states/wire.ts';
import { Button } from '../ui/button.tsx';
import { Tag } from '../ui/tag.tsx';
import { pauseWords, presenceColours, presenceWords } from './clinician-words.ts';
import { shiftNotice } from './shift-notice.ts';

/** What the rota says about now; that the shift has ended stands out while calls still ring. */
export function ShiftLine(props: {
  state: Pick<ClinicianState, 'shift' | 'endedShift'>;
  onCall: boolean;
  /** How many calls wait; 0 while that is not known. */
  waiting: number;
  now: number;
}) {
  const { words, pressing } = shiftNotice(props.state, props);
  return (
    <p
      className={pressing ? 'bedside-note' : 'bedside-presence__shift'}
      data-testid="shift"
      data-pressing={pressing}
      role="status"
    >
      {words}
    </p>
  );
}

/** One's own readiness, and how to change it. */
export function Presence(props: {
  state: Pick<ClinicianState, 'presence' | 'shift' | 'endedShift'>;
  waiting: number;
  now: number;
  onChoose: (choice: PresenceChoice) => void;
}) {
  const { state, waiting, now, onChoose } = props;
  const { presence } = state;
  const onCall = presence.state !== 'away';
  // The way back from a missed call stands above, with what was missed.
  const missed = presence.state === 'paused' && presence.reason === 'missed-a-call';
  return (
    <section className="bedside-presence" aria-label="Your readiness">
      <p className="bedside-presence__state" data-testid="presence" data-state={presence.state} role="status">
        <Tag colour={presenceColours[presence.state]}>{presenceWords[presence.state]}</Tag>{' '}
        {explain(presence)}
      </p>
      <ShiftLine {...{ state, onCall, waiting, now }} />
      <div className="bedside-actions">
        {presence.state === 'away' || (presence.state === 'paused' && !missed) ? (
          <Button
            data-testid="go-on-call"
            onClick={() => {
              onChoose({ to: 'available' });
            }}
          >
            {onCall ? 'Go back on call' : 'Go on call'}
          </Button>
        ) : null}
        {presence.state === 'available' || presence.state === 'wrap-up' ? (
          <Pause onChoose={onChoose} />
        ) : null}
        {onCall ? (
          <Button
            variant="secondary"
            data-testid="go-off-call"
            onClick={() => {
              onChoose({ to: 'away' });
            }}
          >
            Go off call
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function explain(presence: PresenceView): string {
  switch (presence.state) {
    case 'away':
      return 'Calls do not ring for you.';
    case 'available':
      return 'Calls ring for you. Keep this page open.';
    case 'paused':
      return `${pauseWords[presence.reason]}. Calls do not ring for you.`;
    case 'ringing':
      return 'A call is ringing.';
    case 'busy':
      return 'Calls do not ring for you.';
    case 'wrap-up':
      return 'No call rings until you have finished writing.';
  }
}

type Pausing = Extract<PresenceChoice, { to: 'paused' }>['reason'];

function Pause({ onChoose }: { onChoose: (choice: PresenceChoice) => void }) {
  const [open, setOpen] = useState(false);
  const choose = (reason: Pausing) => {
    setOpen(false);
    onChoose({ to: 'paused', reason });
  };
  return (
    <>
      <Button
        variant="secondary"
        data-testid="pause"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        Pause
      </Button>
      {open ? (
        <div className="bedside-presence__reasons" role="group" aria-label="Why do you pause?">
          {pauseReason.options.map((reason) => (
            <Button
              key={reason}
              variant="secondary"
              small
              data-testid={`pause-reason-${reason}`}
              onClick={() => {
                choose(reason);
              }}
            >
              {pauseWords[reason]}
            </Button>
          ))}
        </div>
      ) : null}
    </>
  );
}
