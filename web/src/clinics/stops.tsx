import { useState } from 'react';
import type {
  MovementStopView,
  NotRestored,
  StopPreview,
  StopsOfPrison,
} from '../../../domain/clinics/prison-mode-wire.ts';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { clockAt, whenWords } from './clinic-words.ts';
import { useReadAgain } from './hooks.ts';
import { areaWords, bothEndsWords, notRestoredWords } from './prison-words.ts';
import { BackButton, Screen } from './screen.tsx';
import { type AskedStop, StopForm } from './stop-form.tsx';
import { StopPreviewScreen } from './stop-preview.tsx';

type Lifted = { prisonName: string; restored: number; notRestored: readonly NotRestored[] };

type Step =
  | { at: 'start'; fresh: boolean; said: string }
  | { at: 'preview'; asked: AskedStop; preview: StopPreview }
  | { at: 'lifted'; lifted: Lifted };

/** `/clinics/stops`: stops movements in a prison and lifts such a stop; for the prison and the managers. */
export function Stops() {
  const [step, setStep] = useState<Step>({ at: 'start', fresh: false, said: '' });
  const toStart = (said: string) => {
    setStep({ at: 'start', fresh: true, said });
  };
  switch (step.at) {
    case 'start':
      return (
        <StartScreen
          fresh={step.fresh}
          said={step.said}
          onPreview={(asked, preview) => {
            setStep({ at: 'preview', asked, preview });
          }}
          onLifted={(lifted) => {
            setStep({ at: 'lifted', lifted });
          }}
        />
      );
    case 'preview':
      return (
        <StopPreviewScreen
          asked={step.asked}
          preview={step.preview}
          onStopped={toStart}
          onBack={() => {
            toStart('');
          }}
        />
      );
    case 'lifted':
      return (
        <LiftedScreen
          lifted={step.lifted}
          onBack={() => {
            toStart('');
          }}
        />
      );
  }
}

function StartScreen(props: {
  fresh: boolean;
  said: string;
  onPreview: (asked: AskedStop, preview: StopPreview) => void;
  onLifted: (lifted: Lifted) => void;
}) {
  const { fresh, said, onPreview, onLifted } = props;
  const { loaded, reload } = useEndpoint('listMovementStops');
  useReadAgain(reload);
  return (
    <Screen title="Stop movements" testId="screen-stops" fresh={fresh}>
      <p role="status" data-testid="stops-said">
        {said === '' ? null : <span className="bedside-note bedside-clinics__said">{said}</span>}
      </p>
      {loaded.state === 'loading' ? <Loading what="the stops" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <Prisons prisons={loaded.value.prisons} {...{ onPreview, onLifted }} />
      ) : null}
    </Screen>
  );
}

function Prisons(props: {
  prisons: readonly StopsOfPrison[];
  onPreview: (asked: AskedStop, preview: StopPreview) => void;
  onLifted: (lifted: Lifted) => void;
}) {
  const { prisons, onPreview, onLifted } = props;
  const standing = prisons.flatMap(({ name, stops }) => stops.map((stop) => ({ prisonName: name, stop })));
  if (prisons.length === 0) {
    return (
      <p className="bedside-empty" data-testid="no-prison">
        There is no prison whose movements you can stop. An administrator says in which prisons somebody
        works.
      </p>
    );
  }
  return (
    <>
      <h3 className="nhsuk-heading-s">Stops now and to come</h3>
      {standing.length === 0 ? (
        <p className="bedside-empty" data-testid="no-stops">
          Movements are not stopped.
        </p>
      ) : (
        <ol className="bedside-rows" data-testid="stops">
          {standing.map((one) => (
            <StopRow key={one.stop.stopId} {...one} onLifted={onLifted} />
          ))}
        </ol>
      )}
      <h3 className="nhsuk-heading-s">Stop movements for a time</h3>
      <p>
        You can stop the movements of the whole prison or of some wings. Bookings in that time that have not
        begun are cancelled, and nothing can be booked in it until the stop is lifted. The patients have to be
        booked again, and keep their place in the waiting list.
      </p>
      <StopForm prisons={prisons} onPreview={onPreview} />
    </>
  );
}

function StopRow(props: { prisonName: string; stop: MovementStopView; onLifted: (lifted: Lifted) => void }) {
  const { prisonName, stop, onLifted } = props;
  const ask = useAsk();
  const when = whenWords(stop);
  const lift = async (): Promise<Problem[]> => {
    try {
      const { restored, notRestored } = await ask('liftMovementStop', { params: { stopId: stop.stopId } });
      onLifted({ prisonName, restored, notRestored });
      return [];
    } catch (error) {
      return [{ message: messageOf(error) }];
    }
  };
  return (
    <li data-testid="stop">
      <span className="bedside-rows__main">
        <strong>
          {prisonName}, {areaWords(stop.wings)}, {when}
        </strong>
        <span className="bedside-rows__more">
          {stop.reason}. {stop.madeByName}. {counted(stop.cancelled, 'booking')} cancelled.
        </span>
      </span>
      <span className="bedside-rows__actions">
        <ConfirmedButton
          small
          testId="lift-stop"
          label={
            <>
              Lift<span className="nhsuk-u-visually-hidden"> the stop of {when}</span>
            </>
          }
          question={{
            title: 'Lift this stop?',
            text: 'Bookings whose times are still free come back as they were. The others stay to be booked again, and are named.',
            yes: 'Yes, lift it',
            yesTestId: 'confirm-lift',
            no: 'No, keep it',
            kept: 'The stop still stands.',
          }}
          act={lift}
        />
      </span>
    </li>
  );
}

function LiftedScreen({ lifted, onBack }: { lifted: Lifted; onBack: () => void }) {
  const { prisonName, restored, notRestored } = lifted;
  return (
    <Screen title="The stop is lifted" testId="screen-lifted" fresh>
      <p data-testid="restored">
        {prisonName}: {counted(restored, 'booking')} back as before.
      </p>
      {notRestored.length === 0 ? null : (
        <>
          <h3 className="nhsuk-heading-s">To be booked again</h3>
          <ol className="bedside-rows" data-testid="not-restored">
            {notRestored.map((one) => (
              <li key={one.bookingId}>
                <span className="bedside-rows__main">
                  <strong>{one.patientName ?? `Booking ${one.reference}`}</strong>
                  <span className="bedside-rows__more">
                    {one.service}, {dayInWords(new Date(one.startsAt))}, {clockAt(one.startsAt)}:{' '}
                    {notRestoredWords[one.why]}.
                  </span>
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      <p>{bothEndsWords}</p>
      <BackButton testId="back-to-stops" onBack={onBack}>
        Back to the stops
      </BackButton>
    </Screen>
  );
}
