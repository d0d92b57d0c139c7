import { Fragment, useState } from 'react';
import type { Acuity } from '../../../domain/calls/call.ts';
import { raised } from '../../../domain/queues/queue.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { acuityWords, clockTime } from '../service/words.ts';
import type { Problem } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { DetailsForm } from './details-form.tsx';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import { ObservationsForm } from './observations-form.tsx';
import { StationSbard } from './station-sbard.tsx';
import type { StationObservations } from './station-observations.ts';
import { EmergencyAdvice, NotGoneThrough, SelfHelp, unconfirmedAfterMs } from './help.tsx';
import { WaitsAgain } from './lost-clinician.tsx';
import { EscalationSteps, Progress } from './progress.tsx';

/** One press raises the acuity, without a question: somebody who is frightened must not read. */
export function WorseNow({ call, connection }: { call: StationCall; connection: Connection }) {
  const [sending, setSending] = useState<Acuity | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const next = raised(call.acuity);
  const raise = async (acuity: Acuity) => {
    setSending(acuity);
    const answer = await connection.command('call:describe', { callId: call.callId, acuity });
    await connection.refresh();
    setSending(null);
    setProblem(answer.ok ? null : 'That was not sent. Press again.');
  };
  return (
    <div className="bedside-worse">
      <p role="status" data-testid="acuity" data-acuity={call.acuity}>
        Urgency: <strong>{acuityWords[call.acuity]}</strong>
      </p>
      {next === undefined ? null : (
        <Button
          variant="warning"
          data-testid="worse-now"
          disabled={sending !== null}
          onClick={() => {
            raise(next).catch(reportError);
          }}
        >
          It is worse now
        </Button>
      )}
      {problem === null ? null : <p role="alert">{problem}</p>}
    </div>
  );
}

type PlacedProps = {
  call: StationCall | null;
  pressedAt: number | null;
  problem: string | null;
  connection: Connection;
  observations: StationObservations;
  sbards: SbardDrafts;
  cliniciansOnCall: number | null;
  hubPhone: string | null;
  onCancel: () => Promise<Problem[]>;
  children?: React.ReactNode;
};

/** From the press until a clinician answers. `call` is null while the service has not confirmed the press yet. */
export function PlacedScreen(props: PlacedProps) {
  const { call, pressedAt, problem, connection, observations, sbards, cliniciansOnCall, hubPhone } = props;
  const { onCancel, children } = props;
  const now = useServerNow(connection);
  const pressed = pressedAt === null ? now : pressedAt + connection.clock.get().ms;
  const waitedMs = now - (call === null ? pressed : Date.parse(call.placedAt));
  const advice = call?.advice ?? null;
  const requeued = call !== null && 'requeued' in call.life ? call.life.requeued : null;
  const unconfirmed = call === null && waitedMs >= unconfirmedAfterMs;
  return (
    <>
      {unconfirmed ? <NotGoneThrough hubPhone={hubPhone} /> : null}
      {call === null || advice === null ? null : (
        <SelfHelp {...{ call, advice, requeued, waitedMs, connection }} />
      )}
      <div className="bedside-placed">
        <div className="bedside-placed__status">
          <h1 className="nhsuk-heading-l">{titleOf(call, { unconfirmed, again: requeued !== null })}</h1>
          <WaitsAgain requeued={requeued} />
          <Message message={call?.message ?? null} />
          <Progress call={call} waitedMs={waitedMs} />
          {problem === null ? null : (
            <p className="bedside-note bedside-note--problem" role="alert">
              {problem}
            </p>
          )}
          {call === null ? null : <WorseNow call={call} connection={connection} />}
          {cliniciansOnCall === 0 && advice === null && !unconfirmed ? <NobodyOnCall /> : null}
          <EscalationSteps ladder={call?.ladder ?? []} onCall={cliniciansOnCall} />
          {children}
          <CancelCall onCancel={onCancel} />
        </div>
        <div className="bedside-placed__emergency">
          <EmergencyAdvice />
        </div>
        <div className="bedside-placed__details">
          {call === null ? null : <AboutPatient {...{ call, connection, observations, sbards }} />}
        </div>
      </div>
    </>
  );
}

/** Who it is and how they are; optional, all of it. A new one for each call. */
function AboutPatient({
  call,
  connection,
  observations,
  sbards,
}: {
  call: StationCall;
  connection: Connection;
  observations: StationObservations;
  sbards: SbardDrafts;
}) {
  return (
    <Fragment key={call.callId}>
      <DetailsForm call={call} connection={connection} />
      <ObservationsForm {...{ call, connection, observations }} />
      <StationSbard {...{ call, connection, sbards }} />
    </Fragment>
  );
}

function titleOf(
  call: StationCall | null,
  { unconfirmed, again }: { unconfirmed: boolean; again: boolean },
): string {
  if (call !== null) return again ? 'Looking for another clinician' : 'Your call is placed';
  return unconfirmed ? 'Trying to place your call…' : 'Placing your call…';
}

/** One line from the hub, read out when it comes or changes. */
function Message({ message }: { message: StationCall['message'] }) {
  return (
    <div aria-live="polite">
      {message === null ? null : (
        <p className="bedside-message" data-testid="hub-message">
          <strong>{message.fromName}:</strong> {message.text}
          <span className="bedside-message__time">{clockTime(message.at)}</span>
        </p>
      )}
    </div>
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

function CancelCall({ onCancel }: { onCancel: () => Promise<Problem[]> }) {
  return (
    <ConfirmedButton
      label="Cancel the call"
      testId="cancel-call"
      question={{
        title: 'Cancel the call?',
        text: 'No clinician will be rung any more.',
        yes: 'Yes, cancel it',
        yesTestId: 'confirm-cancel',
        no: 'No, keep the call',
        kept: 'Your call is still there: a clinician may be rung.',
      }}
      act={onCancel}
    />
  );
}
