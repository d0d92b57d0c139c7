import type { ReactNode } from 'react';
import type { StationLastVisit } from '../../../domain/states/wire.ts';
import type { VisitEndReason } from '../../../domain/visits/visit.ts';
import { dispositionLabels } from '../../../domain/visits/outcome.ts';
import { Button } from '../ui/button.tsx';
import type { EndedCall } from './pressed.ts';

/** After a visit: what was agreed, as soon as the clinician has written it, and the way back to the button. */
export function EndedScreen({
  call,
  onBack,
  children,
}: {
  call: EndedCall;
  onBack: () => void;
  children?: ReactNode;
}) {
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
      <Agreed outcome={call.life.outcome} />
      {children}
    </div>
  );
}

/** After a booked visit: the same, or what comes next where it was cut short. */
export function EndedVisitScreen({ visit, onBack }: { visit: StationLastVisit; onBack: () => void }) {
  const { reason, clinicianName, outcome } = visit;
  const cut = cutWords[reason];
  return (
    <div className="bedside-ended" data-testid="visit-ended" data-reason={reason}>
      <h1 className="nhsuk-heading-l">The visit has ended</h1>
      <p className="nhsuk-lede-text">
        {cut ??
          (reason === 'clinician-hung-up'
            ? `${clinicianName} has hung up.`
            : `Your visit with ${clinicianName} is over.`)}
      </p>
      {cut === undefined ? null : (
        <p>{clinicianName} can start it again, and it opens here by itself. Otherwise ring the clinic.</p>
      )}
      <Button className="bedside-ended__back" data-testid="back-to-start" onClick={onBack}>
        Back to the call button
      </Button>
      <p>
        Does somebody need a clinician now? Go back and call at any time.{' '}
        <strong>In an emergency call 999.</strong>
      </p>
      {cut !== undefined && outcome === null ? null : <Agreed outcome={outcome} />}
    </div>
  );
}

/** Of the ways in which a visit is cut short. */
const cutWords: Partial<Record<VisitEndReason, string>> = {
  'clinician-lost': 'The connection to the clinician was lost.',
  'clinician-removed': 'The clinician can no longer take part.',
  'station-lost': 'This screen had lost its connection for too long.',
  'urgent-call': 'It was ended for an urgent call.',
};

/** The outcome as staff are shown it. */
export function Agreed({ outcome }: { outcome: EndedCall['life']['outcome'] }) {
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
