import { useState } from 'react';
import type { Requeued, StationCall } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { useChime, useRingTone } from '../service/ring-tone.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { TelephoneLink } from '../ui/status.tsx';

/** Visible from second zero of every call: a video visit is not an ambulance. */
export function EmergencyAdvice() {
  return (
    <div
      className="nhsuk-card nhsuk-card--care nhsuk-card--care--emergency bedside-emergency"
      data-testid="emergency-advice"
    >
      <div className="nhsuk-card__heading-container">
        <h2 className="nhsuk-card__heading">
          <span role="text">
            <span className="nhsuk-u-visually-hidden">Immediate action required: </span>If it gets worse: call
            999
          </span>
        </h2>
        <span className="nhsuk-card--care__arrow" aria-hidden="true" />
      </div>
      <div className="nhsuk-card__content">
        <WhenToCall />
      </div>
    </div>
  );
}

/** The same in a visit, where the clinician is there to say it: one line, and the rest on a press. */
export function EmergencyLine() {
  return (
    <details className="nhsuk-details bedside-emergency-line" data-testid="emergency-advice">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">If it gets worse: call 999</span>
      </summary>
      <div className="nhsuk-details__text">
        <WhenToCall />
      </div>
    </details>
  );
}

function WhenToCall() {
  return (
    <>
      <p>Do not wait for the clinician. Call 999 now if the patient:</p>
      <ul>
        <li>is not breathing, is choking or struggles to breathe</li>
        <li>is unconscious or cannot be woken</li>
        <li>has chest pain</li>
        <li>has a drooping face, a weak arm or slurred speech</li>
        <li>is bleeding heavily or has a seizure that does not stop</li>
      </ul>
      <p>Not breathing? Call 999 on speaker and start CPR. You can leave this call running.</p>
    </>
  );
}

type Lost = NonNullable<Extract<StationCall['life'], { phase: 'active' }>['lostSound']>;

/** The clinician does not hear this station: staff are told in large type who rings whom. */
export function LostSound({ lost }: { lost: Lost | null }) {
  if (lost === null) return null;
  return (
    <section className="bedside-lost-sound" data-testid="lost-sound" aria-labelledby="lost-sound-title">
      <h2 id="lost-sound-title" className="bedside-lost-sound__title">
        The clinician cannot hear you: the connection is too weak even for sound
      </h2>
      <p className="bedside-lost-sound__number">
        {lost.sitePhone === null
          ? 'The clinician knows no telephone number of this site.'
          : `Stay near the telephone. The clinician will ring ${lost.sitePhone}.`}
      </p>
      {lost.hubPhone === null ? null : (
        <p className="bedside-lost-sound__number">
          You can ring the hub: <TelephoneLink number={lost.hubPhone} />
        </p>
      )}
      <p>
        Life in danger? <strong>Call 999.</strong> The video is kept and comes back by itself.
      </p>
    </section>
  );
}

type Advice = NonNullable<StationCall['advice']>;

/**
 * The last step of the ladder: staff get help by telephone themselves. Before everything else until somebody has
 * confirmed that they have read it; smaller, and still there, from then on.
 */
export function SelfHelp(props: {
  call: StationCall;
  advice: Advice;
  /** It was in a visit before: it has waited anew since then. */
  requeued: Requeued | null;
  waitedMs: number;
  connection: Connection;
}) {
  const { call, advice, requeued, waitedMs, connection } = props;
  useHelpChime(advice.acknowledgedAt === null ? call.callId : null);
  if (advice.acknowledgedAt !== null) return <Read acknowledgedAt={advice.acknowledgedAt} />;
  return (
    <section className="bedside-self-help" role="alert" data-testid="advice">
      <h2 className="bedside-self-help__title">Please get help by telephone now</h2>
      <p className="bedside-self-help__why">
        {requeued === null ? unansweredWords(waitedMs) : 'No other clinician has answered yet.'} Your call
        stays in the queue.
      </p>
      <WhomToRing />
      <ReadIt call={call} connection={connection} />
    </section>
  );
}

/** Whoever is with the patient does not watch the screen. */
function useHelpChime(about: string | null): void {
  useChime(useRingTone(), { about, again: true });
}

function unansweredWords(waitedMs: number): string {
  const minutes = Math.floor(waitedMs / 60_000);
  if (minutes === 0) return 'Nobody can answer yet.';
  const waited = minutes === 1 ? 'more than a minute' : `more than ${String(minutes)} minutes`;
  return `You have waited ${waited}, and nobody has answered.`;
}

function WhomToRing({ hubPhone = null }: { hubPhone?: string | null }) {
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
      {hubPhone === null ? null : (
        <li className="bedside-self-help__hub">
          <strong>
            Ring <TelephoneLink number={hubPhone} />
          </strong>
          <span>to speak to somebody at the hub</span>
        </li>
      )}
    </ul>
  );
}

/** A press that the service has not confirmed for so long has to be said in words. */
export const unconfirmedAfterMs = 5000;

/** No answer says that the press has become a call: whoever waits must not rely on it. */
export function NotGoneThrough({ hubPhone }: { hubPhone: string | null }) {
  useHelpChime('not-gone-through');
  return (
    <section className="bedside-self-help" role="alert" data-testid="not-gone-through">
      <h2 className="bedside-self-help__title">Your call has not gone through</h2>
      <p className="bedside-self-help__why">
        We do not know that anybody has been told. Get help by telephone now. Leave this page open: it keeps
        trying.
      </p>
      <WhomToRing hubPhone={hubPhone} />
    </section>
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
