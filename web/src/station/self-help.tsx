import { useState } from 'react';
import type { StationCall } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';

type Advice = NonNullable<StationCall['advice']>;

/**
 * The last step of the ladder: staff get help by telephone themselves. Before everything else until somebody has
 * confirmed that they have read it; smaller, and still there, from then on.
 */
export function SelfHelp(props: {
  call: StationCall;
  advice: Advice;
  waitedMs: number;
  connection: Connection;
}) {
  const { call, advice, waitedMs, connection } = props;
  if (advice.acknowledgedAt !== null) return <Read acknowledgedAt={advice.acknowledgedAt} />;
  const minutes = Math.floor(waitedMs / 60_000);
  const waited = minutes === 1 ? 'a minute' : `${String(minutes)} minutes`;
  return (
    <section className="bedside-self-help" role="alert" data-testid="advice">
      <h2 className="bedside-self-help__title">Please get help by telephone now</h2>
      <p className="bedside-self-help__why">
        {minutes === 0 ? 'Nobody can answer yet.' : `You have waited ${waited}, and nobody has answered.`}{' '}
        Your call stays in the queue.
      </p>
      <WhomToRing />
      <ReadIt call={call} connection={connection} />
    </section>
  );
}

function WhomToRing() {
  return (
    <ul className="bedside-self-help__numbers">
      <li>
        <strong>
          Ring <a href="tel:999">999</a>
        </strong>
        <span>
          if a life is in danger: not breathing well, chest pain, cannot be woken, heavy bleeding, signs of a
          stroke
        </span>
      </li>
      <li>
        <strong>
          Ring <a href="tel:111">111</a>
        </strong>
        <span>for everything else that cannot wait</span>
      </li>
    </ul>
  );
}

function ReadIt({ call, connection }: { call: StationCall; connection: Connection }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const confirm = async () => {
    setBusy(true);
    const answer = await connection.command('call:acknowledge-advice', { callId: call.callId });
    await connection.refresh();
    setBusy(false);
    setFailed(!answer.ok);
  };
  return (
    <>
      <Button
        className="bedside-self-help__read"
        data-testid="advice-read"
        disabled={busy}
        onClick={() => {
          confirm().catch(reportError);
        }}
      >
        I have read this
      </Button>
      {failed ? <p>That was not sent. Ring all the same, and press again later.</p> : null}
    </>
  );
}

function Read({ acknowledgedAt }: { acknowledgedAt: string }) {
  return (
    <div className="bedside-note bedside-note--problem" data-testid="advice-was-read">
      <strong>
        Ring <a href="tel:999">999</a> if a life is in danger, or <a href="tel:111">111</a> for everything
        else that cannot wait.
      </strong>
      <p>
        You confirmed at {clockTime(acknowledgedAt)} that you have read this. Your call stays in the queue.
      </p>
    </div>
  );
}
