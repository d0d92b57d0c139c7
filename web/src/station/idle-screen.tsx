import { useEffect, useState } from 'react';
import type { EndReason } from '../../../domain/calls/call.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import type { StationState } from '../../../domain/states/wire.ts';
import { CheckThisDevice } from '../check/check-this-device.tsx';
import type { CheckRun } from '../check/media-check.ts';
import { clockTime } from '../service/words.ts';
import { Agreed } from './ended-screen.tsx';
import type { EndedCall } from './pressed.ts';
import { isTurnedBack } from './turn-back-news.ts';

type Permission = PermissionState | 'unknown';

/** Whether the browser would let us use camera and microphone; asks nobody. */
function usePermission(name: 'camera' | 'microphone'): Permission {
  const [state, setState] = useState<Permission>('unknown');
  useEffect(() => {
    let status: PermissionStatus | undefined;
    let wanted = true;
    const read = () => {
      if (wanted && status !== undefined) setState(status.state);
    };
    // Firefox does not know these names; the check below still works there.
    (navigator as Partial<Navigator>).permissions?.query({ name }).then(
      (found) => {
        status = found;
        found.addEventListener('change', read);
        read();
      },
      () => undefined,
    );
    return () => {
      wanted = false;
      status?.removeEventListener('change', read);
    };
  }, [name]);
  return state;
}

const words: Record<Permission, string> = {
  granted: 'allowed',
  denied: 'blocked in this browser',
  prompt: 'the browser will ask when you call',
  unknown: 'not checked yet',
};

/** Quiet, below the button: never in the way of a call. */
export function DeviceCheck({ run }: { run: CheckRun }) {
  const camera = usePermission('camera');
  const microphone = usePermission('microphone');
  return (
    <section className="bedside-device-check" aria-label="This device">
      <p>
        Camera: {words[camera]}. Microphone: {words[microphone]}.
      </p>
      <CheckThisDevice run={run} />
    </section>
  );
}

/** One screen, one big button. */
export function IdleScreen(props: {
  state: StationState;
  last: EndedCall | null;
  check: CheckRun;
  /** Only then is it known who is on call. */
  connected: boolean;
  onPress: () => void;
}) {
  const { state, last, check, connected, onPress } = props;
  return (
    <div className="bedside-idle">
      <h1 className="nhsuk-u-visually-hidden">Call a clinician</h1>
      <p className="bedside-idle__place">
        <strong>{state.station.siteName}</strong>
        <span>{state.station.name}</span>
      </p>
      <LastUnanswered last={last} />
      <button type="button" className="bedside-call-button" data-testid="call-button" onClick={onPress}>
        <svg viewBox="0 0 48 48" width="72" height="72" aria-hidden="true" focusable="false">
          <path
            d="M6 14h24v20H6z M32 21l10-6v18l-10-6z"
            fill="none"
            stroke="currentColor"
            strokeWidth="3.4"
            strokeLinejoin="round"
          />
        </svg>
        Call a clinician
      </button>
      {connected ? <OnCall count={state.cliniciansOnCall} /> : null}
      <NextAppointment next={state.nextBooking} turnBack={state.turnBack} />
      <p className="bedside-idle__emergency">
        Life in danger? <strong>Call 999 first.</strong>
      </p>
      {last !== null && last.life.reason === 'completed' ? <LastAgreed last={last} /> : null}
      <DeviceCheck run={check} />
    </div>
  );
}

/** Patients stand in front of it: the time, and neither which clinic nor whose (A37). */
function NextAppointment({
  next,
  turnBack,
}: {
  next: StationState['nextBooking'];
  turnBack: StationState['turnBack'];
}) {
  if (next === null) return null;
  return (
    <p className="bedside-idle__next" data-testid="next-appointment">
      Clinic appointment at {clockOf(new Date(next.startsAt))}.{' '}
      {isTurnedBack(turnBack, next) ? <strong>Movements are stopped.</strong> : <WhenItOpens next={next} />}
    </p>
  );
}

function WhenItOpens({ next: { expectedAt } }: { next: NonNullable<StationState['nextBooking']> }) {
  return (
    <>
      {expectedAt === null ? null : (
        <strong>It is late, and expected at about {clockOf(new Date(expectedAt))}. </strong>
      )}
      It opens here by itself.
    </>
  );
}

function OnCall({ count }: { count: number }) {
  return count > 0 ? (
    <p className="bedside-idle__on-call" role="status">
      {count === 1 ? '1 clinician is on call' : `${count} clinicians are on call`}
    </p>
  ) : (
    <div className="bedside-note bedside-note--problem bedside-idle__nobody" role="status">
      <strong>No clinician is on call right now.</strong>
      <p>
        You can still press the button: your call waits in the queue and rings as soon as a clinician is
        there. For advice now call 111; in an emergency call 999.
      </p>
    </div>
  );
}

const unanswered: Partial<Record<EndReason, string>> = {
  cancelled: 'was cancelled',
  dropped: 'was cut off',
};

function LastUnanswered({ last }: { last: EndedCall | null }) {
  const what = last === null ? undefined : unanswered[last.life.reason];
  if (last === null || what === undefined) return null;
  return (
    <p className="bedside-idle__last" role="status">
      The last call {what} at {clockTime(last.life.at)}.
    </p>
  );
}

function LastAgreed({ last }: { last: EndedCall }) {
  return (
    <details className="nhsuk-details bedside-idle__agreed">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">
          What was agreed in the last call, {clockTime(last.life.at)}
        </span>
      </summary>
      <div className="nhsuk-details__text">
        <Agreed outcome={last.life.outcome} />
      </div>
    </details>
  );
}
