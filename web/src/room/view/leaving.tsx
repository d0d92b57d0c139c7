import { type ReactNode, useEffect, useRef } from 'react';
import { asSentence } from '../../service/words.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import type { Leaving, Left } from '../session/leaving.ts';

/** Ends the visit for everybody in it. */
export function HangUp({ leaving }: { leaving: Leaving }) {
  return (
    <ConfirmedButton
      label="Hang up"
      testId="hang-up"
      variant="warning"
      question={{
        title: 'Hang up?',
        text: 'This ends the visit for everybody in it.',
        yes: 'Yes, hang up',
        yesTestId: 'confirm-hang-up',
        no: 'No, stay in the call',
      }}
      act={leave(leaving)}
    />
  );
}

/** Ends one's own part in a visit that goes on. */
export function Leave({ leaving, testId, text }: { leaving: Leaving; testId: string; text: string }) {
  return (
    <ConfirmedButton
      label="Leave"
      testId={testId}
      variant="warning"
      question={{
        title: 'Leave the visit?',
        text,
        yes: 'Yes, leave',
        yesTestId: 'confirm-leave',
        no: 'No, stay in the visit',
      }}
      act={leave(leaving)}
    />
  );
}

/** What becomes of it is said by `StillLeaving`, which takes the place of the button. */
function leave(leaving: Leaving) {
  return () => {
    leaving.leave();
    return Promise.resolve([]);
  };
}

type What = 'call' | 'visit';

const titles: Record<What, Record<Left['state'], string>> = {
  call: {
    asked: 'Ending the call…',
    unanswered: 'The call has not been ended yet',
    refused: 'The call could not be ended',
  },
  visit: {
    asked: 'Leaving the visit…',
    unanswered: 'You have not left the visit yet',
    refused: 'You could not leave the visit',
  },
};

const goesOn: Record<What, string> = {
  call: 'The service does not answer. We go on trying, and the call ends as soon as it does: leave this page open.',
  visit: 'The service does not answer. We go on trying until it does: leave this page open.',
};

type StillLeavingProps = {
  /** What is being ended or left: the call for everybody, or one's own part in the visit. */
  what: What;
  leaving: Leaving;
  left: Left;
  /** What else somebody may need who is still waited for. */
  children?: ReactNode;
};

/** In place of the visit, from the moment that somebody leaves it until the service has confirmed it. */
export function StillLeaving({ what, leaving, left, children }: StillLeavingProps) {
  const title = useRef<HTMLHeadingElement>(null);
  const { state } = left;
  const asked = state === 'asked';
  // What had the focus has gone.
  useEffect(() => {
    title.current?.focus();
  }, [state]);
  return (
    <section
      className={asked ? 'bedside-leaving' : 'bedside-leaving bedside-leaving--problem'}
      data-testid="still-leaving"
      data-state={state}
    >
      <div role="alert">
        <h1 className="nhsuk-heading-l" ref={title} tabIndex={-1}>
          {titles[what][state]}
        </h1>
        <p>
          <strong>Your camera and microphone are off:</strong> nobody can see or hear you.
        </p>
        {state === 'unanswered' ? <p>{goesOn[what]}</p> : null}
        {left.state === 'refused' ? <p>{asSentence(left.message)}.</p> : null}
      </div>
      {asked ? null : (
        <>
          {children}
          <div className="bedside-actions">
            <Button
              data-testid="leave-again"
              onClick={() => {
                leaving.askNow();
              }}
            >
              Try again
            </Button>
            <Button
              variant="secondary"
              data-testid="go-back"
              onClick={() => {
                leaving.goBack();
              }}
            >
              Go back to the visit
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
