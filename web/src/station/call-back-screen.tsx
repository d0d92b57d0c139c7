import { useEffect, useState } from 'react';
import type { CallBackId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { flashTitle } from '../service/title-flash.ts';
import { useRingTone } from '../service/ring-tone.ts';
import { Button } from '../ui/button.tsx';

type CallBackProps = {
  callBackId: CallBackId;
  connection: Connection;
  /** This tab is about to have the call. */
  onAnswering: () => void;
  onRefused: () => void;
};

/** The staff were cut off: their screen rings until somebody presses, and the call goes on. */
export function CallBackScreen(props: CallBackProps) {
  const { silenced, silence, blocked } = useRinging();
  const { busy, problem, answer } = useAnswer(props);
  return (
    <section className="bedside-call-back" data-testid="call-back" aria-labelledby="call-back-title">
      <div role="alert">
        <h1 id="call-back-title" className="bedside-call-back__title">
          You were cut off
        </h1>
        <p>Your place in the queue was kept. A clinician still wants to speak with you.</p>
      </div>
      <button
        type="button"
        className="bedside-call-button bedside-call-button--ringing"
        data-testid="answer-call-back"
        disabled={busy}
        onClick={answer}
      >
        Press to go on
      </button>
      {problem === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {problem}
        </p>
      )}
      {silenced || blocked ? null : (
        <Button variant="secondary" data-testid="silence" onClick={silence}>
          Stop the sound
        </Button>
      )}
      <p className="bedside-idle__emergency">
        Life in danger? <strong>Call 999 first.</strong>
      </p>
    </section>
  );
}

function useAnswer({ callBackId, connection, onAnswering, onRefused }: CallBackProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const say = async () => {
    setBusy(true);
    onAnswering();
    const answered = await connection.command('call-back:answer', { callBackId });
    await connection.refresh();
    setBusy(false);
    if (answered.ok) return;
    onRefused();
    setProblem('That did not work. Press again, or telephone.');
  };
  const answer = () => {
    say().catch(reportError);
  };
  return { busy, problem, answer };
}

/** A browser may refuse to play before anybody has pressed anything; then the screen and the title ring alone. */
function useRinging() {
  const { timers } = useServices();
  const tone = useRingTone();
  const blocked = useObservable(tone.blocked);
  const [silenced, setSilenced] = useState(false);
  useEffect(() => {
    if (silenced) return;
    tone.start();
    return () => {
      tone.stop();
    };
  }, [tone, silenced]);
  useEffect(() => flashTitle(timers, ['CALL BACK', 'You were cut off']), [timers]);
  const silence = () => {
    setSilenced(true);
  };
  return { silenced, silence, blocked };
}
