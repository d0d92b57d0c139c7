import { useEffect, useEffectEvent, useState } from 'react';
import type { LinkDelay } from '../../../domain/clinics/link-delay.ts';
import type { AppointmentView, LinkWaiting } from '../../../domain/clinics/link-wire.ts';
import { DevicePreview } from '../room/view/preview.tsx';
import { ApiError, ask } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useWakeLock } from '../service/wake-lock.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { NeedHelp, TimeOver } from './appointment.tsx';
import { delayWords, timeWords } from './appointment-words.ts';
import { oneAtATime } from './asking.ts';

/** Shorter than what the service takes for having gone (`waitsWithinMs`). */
const askAgainMs = 4000;
/** After so long a question is lost: the next one must still come before the service takes them for having gone. */
const giveUpMs = 12_000;

/** What lets this browser into the lobby of the visit. */
export type Access = Extract<LinkWaiting, { at: 'lobby' }>['access'];
type Props = {
  secret: string;
  name: string;
  appointment: AppointmentView;
  onLobby: (access: Access) => void;
  /** With the reason, or null when they leave by themselves. */
  onStopped: (why: string | null) => void;
  /** Nobody can wait for it any more: something has become of it. */
  onChanged: () => void;
};

/** Waiting before the clinician has begun: how late the clinic is, and what one looks like. */
export function Waiting({ secret, name, appointment, onLobby, onStopped, onChanged }: Props) {
  const { delay, offline } = useWaiting({ secret, name, onLobby, onStopped, onChanged });
  useWakeLock(true);
  return (
    <Page title="Waiting for your appointment">
      <div className="bedside-narrow" data-testid="appointment-waiting">
        <h1 className="nhsuk-heading-l">You are in the waiting room</h1>
        <p>
          The list of {appointment.clinicianName} shows that you are here. Stay on this page: it goes on by
          itself. Nobody sees or hears you yet.
        </p>
        <p>Your appointment is from {timeWords(appointment)}.</p>
        <TimeOver appointment={appointment} />
        <div role="status">
          {offline ? (
            <p className="bedside-note bedside-note--problem">
              The connection is lost. Stay here: it comes back by itself.
            </p>
          ) : (
            <p data-testid="appointment-delay">
              <strong>{delayWords(delay ?? appointment.delay)}</strong>
            </p>
          )}
        </div>
        <DevicePreview />
        <Button
          variant="secondary"
          data-testid="stop-waiting"
          onClick={() => {
            onStopped(null);
          }}
        >
          Leave the waiting room
        </Button>
        <NeedHelp appointment={appointment} />
      </div>
    </Page>
  );
}

/** Says every few seconds that somebody waits; where the service cannot be reached, it goes on asking. */
function useWaiting({ secret, name, ...then }: Omit<Props, 'appointment'>) {
  const { timers } = useServices();
  const [said, setSaid] = useState<{ delay: LinkDelay | null; offline: boolean }>({
    delay: null,
    offline: false,
  });
  const heard = useEffectEvent((waiting: LinkWaiting) => {
    if (waiting.at === 'lobby') then.onLobby(waiting.access);
    else setSaid({ delay: waiting.delay, offline: false });
  });
  const failed = useEffectEvent((error: unknown) => {
    const mayPass = !(error instanceof ApiError) || passing.includes(error.code);
    if (mayPass) setSaid((before) => ({ ...before, offline: true }));
    else if (error.code === 'wrong-phase') then.onChanged();
    else then.onStopped(messageOf(error));
  });
  useEffect(() => {
    let wanted = true;
    const askOnce = () =>
      ask('waitForAppointment', { body: { secret, name } }).then(
        (waiting) => {
          if (wanted) heard(waiting);
        },
        (error: unknown) => {
          if (wanted) failed(error);
        },
      );
    const say = oneAtATime(askOnce, { giveUpMs, now: () => performance.now() });
    say();
    const stop = timers.every(askAgainMs, say);
    return () => {
      wanted = false;
      stop();
    };
  }, [secret, name, timers]);
  return said;
}

const passing: readonly ApiError['code'][] = ['offline', 'unavailable', 'internal', 'too-many'];
