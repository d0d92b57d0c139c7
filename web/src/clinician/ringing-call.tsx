import { useEffect, useRef, useState } from 'react';
import type { Refusal } from '../../../domain/contract/commands.ts';
import { declineReason, type DeclineReason } from '../../../domain/calls/call.ts';
import type { CallCard } from '../../../domain/calls/wire.ts';
import type { OfferView, VisitCard } from '../../../domain/states/wire.ts';
import { asDuration, inWords } from '../service/clock.ts';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { clockTime } from '../service/words.ts';
import { RecordInShort } from './record-in-short.tsx';
import { Button } from '../ui/button.tsx';
import { Part } from '../ui/failure.tsx';
import { AcuityTag } from './call-details.tsx';
import { NewestScore } from './observations.tsx';
import { useAnswering } from './hooks.ts';
import { birthWords, concernWords, declineWords, nhsNumberWords, patientNameOf } from './clinician-words.ts';

/** A call rings: everything else steps back. */
export function RingingCall(props: {
  offer: OfferView;
  connection: Connection;
  onAccepting: () => void;
  onLost: (refusal: Refusal) => void;
}) {
  const { offer, connection } = props;
  const { answering, accept, decline } = useAnswering(props);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not the button: somebody who is typing when it rings must not accept by the next space.
    heading.current?.focus();
  }, []);
  return (
    <section className="bedside-ringing" data-testid="ringing-call" aria-labelledby="ringing-title">
      <h1 id="ringing-title" className="bedside-ringing__title" ref={heading} tabIndex={-1}>
        <span className="bedside-ringing__bell" aria-hidden="true" /> {titleOf(offer)}
      </h1>
      <RingingDetails offer={offer} connection={connection} />
      <div className="bedside-ringing__answers">
        <Button
          className="bedside-ringing__accept"
          data-testid="accept"
          disabled={answering !== null}
          onClick={accept}
        >
          {answering === 'accept' ? 'Connecting…' : 'Accept'}
        </Button>
        <Decline disabled={answering !== null} onDecline={decline} />
      </div>
      <Part name="the record">
        <RecordInShort card={offer.card} />
      </Part>
    </section>
  );
}

/** A colleague who asks is named first: it is not a new patient who waits alone. */
function titleOf({ kind, invitedBy }: OfferView): string {
  const asker = invitedBy ?? 'A colleague';
  switch (kind) {
    case 'call':
      return 'A call is ringing';
    case 'transfer':
      return `${asker} asks you to take over a visit`;
    case 'consult':
      return `${asker} asks for your advice in a visit`;
  }
}

function RingingDetails({ offer, connection }: { offer: OfferView; connection: Connection }) {
  const now = useServerNow(connection);
  const { card, deadline, rangAt } = offer;
  const left = Math.max(0, Date.parse(deadline) - now);
  const patient = patientWords(card, now);
  return (
    <>
      <div className="bedside-ringing__site">
        <p className="bedside-ringing__site-name">{card.siteName}</p>
        <p>
          {card.stationName} {card.kind === 'call' ? <AcuityTag acuity={card.acuity} /> : card.service}
        </p>
      </div>
      {offer.atEverybody ? (
        <p className="bedside-ringing__note" data-testid="rings-everybody">
          Nobody has answered yet, so this rings at everybody on call, also at those who are paused.
        </p>
      ) : null}
      {card.kind === 'call' ? <Concern card={card} /> : null}
      {card.kind === 'call' ? <NewestScore observations={card.observations} now={now} parts /> : null}
      <p className="bedside-ringing__patient">{patient === '' ? 'Patient not given yet' : patient}</p>
      <p className="bedside-ringing__times">
        {card.kind === 'call' ? <Waited ms={now - Date.parse(card.placedAt)} /> : null}
        <span role="timer" aria-label={`${Math.ceil(left / 1000)} seconds left to answer`}>
          {Math.ceil(left / 1000)} s left to answer
        </span>
      </p>
      <progress
        className="bedside-ringing__left"
        aria-label="Time left to answer"
        max={Math.max(1, Date.parse(deadline) - Date.parse(rangAt))}
        value={left}
      />
    </>
  );
}

function Concern({ card }: { card: CallCard }) {
  return (
    <>
      <p className="bedside-ringing__concern">{concernWords(card)}</p>
      {card.passedOnNotes.map(({ text, byName, at }) => (
        <p className="bedside-ringing__note" key={at}>
          {byName} passed it on at {clockTime(at)}: “{text}”
        </p>
      ))}
    </>
  );
}

function Waited({ ms }: { ms: number }) {
  return (
    <span role="timer" aria-label={`Waiting for ${inWords(ms)}`}>
      Waiting for {asDuration(ms)}
    </span>
  );
}

/** Name, age and number, as far as they are known. */
function patientWords(card: VisitCard, now: number): string {
  const { dateOfBirth, nhsNumber } = card.kind === 'call' ? card.details : card.patient;
  return [
    patientNameOf(card),
    dateOfBirth === null ? null : birthWords(dateOfBirth, now),
    nhsNumber === null ? null : `NHS ${nhsNumberWords(nhsNumber)}`,
    card.kind === 'call' ? card.patientPlace : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function Decline({ disabled, onDecline }: { disabled: boolean; onDecline: (reason: DeclineReason) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="bedside-decline">
      <Button
        variant="reverse"
        data-testid="decline"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => {
          setOpen(!open);
        }}
      >
        Decline
      </Button>
      {open ? (
        <div className="bedside-decline__reasons" role="group" aria-label="Why do you decline?">
          {declineReason.options.map((reason) => (
            <Button
              key={reason}
              variant="reverse"
              small
              data-testid={`decline-reason-${reason}`}
              disabled={disabled}
              onClick={() => {
                onDecline(reason);
              }}
            >
              {declineWords[reason]}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
