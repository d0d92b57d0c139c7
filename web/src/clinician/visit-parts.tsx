import { MovementsStopped } from '../booked/movements-stopped.tsx';
import { RoomCheckPanel } from '../booked/room-check.tsx';
import { isOfPatientSide } from '../../../domain/guests/guest.ts';
import { clinicianPartWords } from '../booked/part-words.ts';
import type { VisitPart } from '../../../domain/clinics/visit-part.ts';
import type { VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { TelephoneLink } from '../ui/status.tsx';

type Step = { to: 'main' | 'debrief'; label: string };

const next: Partial<Record<VisitPart, Step>> = {
  pre: { to: 'main', label: 'Patient is here' },
  main: { to: 'debrief', label: 'Patient has left: debrief' },
};

/** How far a booked visit has come, the button that moves it on, and who is in the room; nothing for a call. */
export function VisitParts({ visit, connection }: { visit: VisitView; connection: Connection }) {
  const { visitId, progress } = visit;
  const step = progress === null ? undefined : next[progress.part];
  const act = async () =>
    step === undefined ? [] : problemsOf(await connection.command('visit:move-on', { visitId, to: step.to }));
  const { busy, problems, send } = useSending(act);
  if (progress === null) return null;
  return (
    <section className="bedside-panel" aria-label="Where the visit stands">
      <p role="status" data-testid="visit-part" data-part={progress.part}>
        <strong>{clinicianPartWords[progress.part]}</strong>
      </p>
      <div role="status">
        <MovementsStopped progress={progress} />
      </div>
      <NobodyThere visit={visit} />
      <ErrorSummary problems={problems} />
      {step === undefined ? null : <MoveOn {...{ visit, step, busy, act, send }} />}
      <RoomCheckPanel {...{ visitId, progress, connection }} />
    </section>
  );
}

/** One press; it asks first where it would put somebody out who cannot come back. */
function MoveOn(props: {
  visit: VisitView;
  step: Step;
  busy: boolean;
  act: () => Promise<Problem[]>;
  send: () => Promise<void>;
}) {
  const { visit, step, busy, act, send } = props;
  if (step.to === 'debrief' && visit.guests.some(({ role }) => isOfPatientSide(role))) {
    return (
      <ConfirmedButton
        label={step.label}
        testId="move-on"
        small
        question={{
          title: 'Has the patient left?',
          text: 'Family and interpreter leave the visit now, and cannot come back.',
          yes: 'Yes, go on to the debrief',
          yesTestId: 'confirm-move-on',
          no: 'No, the patient is still here',
        }}
        act={act}
      />
    );
  }
  return (
    <Button
      small
      data-testid="move-on"
      disabled={busy}
      onClick={() => {
        send().catch(reportError);
      }}
    >
      {step.label}
    </Button>
  );
}

/** Ten minutes after the time of the appointment nobody at the prison has joined. */
function NobodyThere({ visit: { progress, card } }: { visit: VisitView }) {
  const rangAt = progress?.stationRangAt ?? null;
  return (
    <div role="alert">
      {rangAt === null ? null : (
        <p className="bedside-note bedside-note--problem" data-testid="nobody-there">
          Nobody at {card.siteName} has joined. Its screen rings since {clockTime(rangAt)}.{' '}
          {card.sitePhone === null ? (
            'No telephone number of it is known.'
          ) : (
            <>
              Telephone: <TelephoneLink number={card.sitePhone} />
            </>
          )}
        </p>
      )}
    </div>
  );
}
