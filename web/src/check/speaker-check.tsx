import { useEffect, useState } from 'react';
import type { RingTone } from '../service/ring-tone.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { ProblemList } from './problem-list.tsx';
import { soundProblem } from './check-words.ts';

type View = 'idle' | 'playing' | 'asking' | 'heard' | 'not-heard';

/** Two rings. */
const playsForMs = 4_500;

/** Only somebody who listens can tell whether a loudspeaker works, so they are asked. */
export function SpeakerCheck({ tone, note }: { tone: RingTone; note: string }) {
  const { timers } = useServices();
  const [view, setView] = useState<View>('idle');
  useEffect(() => {
    if (view !== 'playing') return;
    tone.start();
    const stop = timers.after(playsForMs, () => {
      setView('asking');
    });
    return () => {
      stop();
      tone.stop();
    };
  }, [view, tone, timers]);
  return (
    <>
      <h2 className="nhsuk-heading-m">Sound</h2>
      <p>{note}</p>
      <Button
        variant="secondary"
        data-testid="play-sound"
        onClick={() => {
          tone.unlock().catch(reportError);
          setView(view === 'playing' ? 'asking' : 'playing');
        }}
      >
        {view === 'playing' ? 'Stop the test sound' : 'Play a test sound'}
      </Button>
      <div role="status" data-testid="sound-verdict">
        {view === 'heard' ? (
          <p className="bedside-check__good">
            <strong>Good.</strong> You can hear calls.
          </p>
        ) : null}
        {view === 'not-heard' ? <ProblemList problems={[soundProblem]} /> : null}
      </div>
      {view === 'asking' || view === 'playing' ? (
        <Heard
          onAnswer={(heard) => {
            setView(heard ? 'heard' : 'not-heard');
          }}
        />
      ) : null}
    </>
  );
}

function Heard({ onAnswer }: { onAnswer: (heard: boolean) => void }) {
  return (
    <div className="bedside-check__question" role="group" aria-labelledby="heard-question">
      <p id="heard-question">
        <strong>Did you hear it?</strong>
      </p>
      <Button
        small
        data-testid="heard"
        onClick={() => {
          onAnswer(true);
        }}
      >
        Yes
      </Button>
      <Button
        variant="secondary"
        small
        data-testid="not-heard"
        onClick={() => {
          onAnswer(false);
        }}
      >
        No
      </Button>
    </div>
  );
}
