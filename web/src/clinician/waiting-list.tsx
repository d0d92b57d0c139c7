import { useState } from 'react';
import { headStartMs } from '../../../domain/dispatching/routing.ts';
import type { Board, PresenceView, WaitingEntry } from '../../../domain/states/wire.ts';
import { asDuration } from '../service/clock.ts';
import type { Connection } from '../service/connection.ts';
import { Button } from '../ui/button.tsx';
import { AcuityTag } from './call-details.tsx';
import { MessageDialog, TakeDialog } from './call-dialogs.tsx';
import { placeWords, searchWords } from './clinician-words.ts';

type ListProps = {
  board: Board;
  presence: PresenceView;
  own: string;
  now: number;
  connection: Connection;
  onTaking: () => void;
};

type Asked = { what: 'take' | 'message'; call: WaitingEntry };

/** The calls that wait, in the order in which they are served, with the reason for each place. */
export function WaitingList(props: ListProps) {
  const { board, connection, onTaking } = props;
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => {
    setAsked(null);
  };
  if (board.waiting.length === 0 && asked === null)
    return <p className="bedside-empty">No call is waiting.</p>;
  return (
    <>
      <ol className="bedside-rows bedside-waiting" data-testid="waiting-calls">
        {board.waiting.map((call, place) => (
          <WaitingRow key={call.callId} {...props} {...{ call, place }} onAsk={setAsked} />
        ))}
      </ol>
      <OrderExplained />
      {asked?.what === 'take' ? (
        <TakeDialog call={asked.call} {...{ connection, onTaking }} onClose={close} />
      ) : null}
      {asked?.what === 'message' ? (
        <MessageDialog call={asked.call} connection={connection} onClose={close} />
      ) : null}
    </>
  );
}

function WaitingRow(props: ListProps & { call: WaitingEntry; place: number; onAsk: (asked: Asked) => void }) {
  const { board, presence, own, now, call, place, onAsk } = props;
  const self = board.clinicians.find(({ clinicianId }) => clinicianId === own);
  const able = call.requiredSkills.every((skill) => self?.skills.includes(skill));
  const onCall = presence.state === 'available' || presence.state === 'paused';
  return (
    <li data-testid="waiting-call">
      <div className="bedside-rows__main">
        <strong>{call.siteName}</strong> <AcuityTag acuity={call.acuity} />
        <span className="bedside-rows__more" data-testid="place-reason">
          {placeWords(board.waiting, place, now)}
        </span>
        <span className="bedside-rows__more">{[call.queueName, ...searchWords(call)].join(' · ')}</span>
        {call.message === null ? null : (
          <span className="bedside-rows__more">The staff read: “{call.message}”</span>
        )}
        {onCall && !able ? (
          <span className="bedside-rows__more">You do not have a skill that it needs.</span>
        ) : null}
      </div>
      <span className="bedside-waiting__time">{asDuration(now - Date.parse(call.placedAt))}</span>
      <span className="bedside-rows__actions">
        {onCall && able ? (
          <AskButton {...{ call, onAsk }} what="take">
            Take this call
          </AskButton>
        ) : null}
        <AskButton {...{ call, onAsk }} what="message">
          Send a message
        </AskButton>
      </span>
    </li>
  );
}

function AskButton(props: Asked & { onAsk: (asked: Asked) => void; children: string }) {
  const { what, call, onAsk, children } = props;
  return (
    <Button
      variant="secondary"
      small
      data-testid={what === 'take' ? 'take-call' : 'send-message'}
      onClick={() => {
        onAsk({ what, call });
      }}
    >
      {children}
      <span className="nhsuk-u-visually-hidden">, {call.siteName}</span>
    </Button>
  );
}

const minutes = (ms: number) => String(ms / 60_000);

/** The rule of `orderAt`, so that nobody has to guess why a call that sounds worse stands below. */
function OrderExplained() {
  return (
    <details className="nhsuk-details bedside-waiting__why">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">Why this order?</span>
      </summary>
      <div className="nhsuk-details__text">
        <p>
          The more urgent call goes first; of two that are equally urgent, the one that has waited longer. So
          that nobody waits for ever, a call that has waited long moves up: a “soon” call goes before an
          urgent one that was placed more than {minutes(headStartMs.urgent)} minutes after it, and before an
          immediate one placed more than {minutes(headStartMs.immediate / 60)} hours after it.
        </p>
        <p>A call waits further down while nobody with the skills that it needs is free.</p>
      </div>
    </details>
  );
}
