import { dispositionLabels } from '../../../domain/visits/outcome.ts';
import { Button } from '../ui/button.tsx';
import type { EndedCall } from './pressed.ts';

/** After a visit: what was agreed, as soon as the clinician has written it, and the way back to the button. */
export function EndedScreen({ call, onBack }: { call: EndedCall; onBack: () => void }) {
  return (
    <div className="bedside-ended">
      <h1 className="nhsuk-heading-l">The call has ended</h1>
      <p className="nhsuk-lede-text">
        {call.life.visitEnd === 'clinician-hung-up'
          ? `${call.life.clinicianName ?? 'The clinician'} has hung up.`
          : `Your call with ${call.life.clinicianName ?? 'the clinician'} is over.`}
      </p>
      {/* Above what arrives by itself: a button that moves under a finger loses the press. */}
      <Button className="bedside-ended__back" data-testid="back-to-start" onClick={onBack}>
        Back to the call button
      </Button>
      <p>
        Worse, or the picture was lost? Go back and call again at any time.{' '}
        <strong>In an emergency call 999.</strong>
      </p>
      <Agreed call={call} />
    </div>
  );
}

/** The outcome as staff are shown it. */
export function Agreed({ call }: { call: EndedCall }) {
  const { outcome } = call.life;
  return (
    <section
      className="bedside-agreed"
      aria-labelledby="agreed-title"
      aria-live="polite"
      data-testid="agreed"
    >
      <h2 className="nhsuk-heading-m" id="agreed-title">
        What was agreed
      </h2>
      {outcome === null ? (
        <p data-testid="agreed-pending">The clinician is writing it up. It appears here by itself.</p>
      ) : (
        <>
          <p className="bedside-agreed__disposition" data-testid="agreed-disposition">
            {dispositionLabels[outcome.disposition]}
          </p>
          {outcome.advice === null || outcome.advice === '' ? null : (
            <p className="bedside-agreed__advice" data-testid="agreed-advice">
              {outcome.advice}
            </p>
          )}
        </>
      )}
    </section>
  );
}
