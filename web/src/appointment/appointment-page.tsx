import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { AppointmentView } from '../../../domain/clinics/link-wire.ts';
import { GuestDesk } from '../guest/guest-desk.tsx';
import { ask } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Appointment, NeedHelp } from './appointment.tsx';
import { asksAgainIn, isUnknown } from './asking.ts';
import { keptName, keepName } from './kept-name.ts';
import { type Access, Waiting } from './waiting.tsx';

/** `/appointment`: a patient at home and their appointment. The secret of the link is in the fragment, which is sent to nobody. */
export function AppointmentPage() {
  const secret = useFragment();
  return <OfLink key={secret} secret={secret} />;
}

/** Another link opened in this tab changes nothing but the fragment. */
function useFragment(): string {
  const read = () => window.location.hash.slice(1);
  const [fragment, setFragment] = useState(read);
  useEffect(() => {
    const again = () => {
      setFragment(read());
    };
    window.addEventListener('hashchange', again);
    return () => {
      window.removeEventListener('hashchange', again);
    };
  }, []);
  return fragment;
}

type Step = { at: 'page'; stopped: string | null } | { at: 'waiting'; name: string } | { at: 'visit' };

function OfLink({ secret }: { secret: string }) {
  const { guest } = useServices();
  const [step, setStep] = useState<Step>(() => {
    const name = keptName(secret);
    return name === null ? { at: 'page', stopped: null } : { at: 'waiting', name };
  });
  const { appointment, error, reload } = useAppointment(secret);
  const stop = (stopped: string | null) => {
    keepName(secret, null);
    reload();
    setStep({ at: 'page', stopped });
  };
  const back = () => {
    stop(null);
  };
  if (step.at === 'visit') {
    const help = (state: AppointmentView['state']) =>
      appointment === undefined ? null : <NeedHelp appointment={{ ...appointment, state }} />;
    return <GuestDesk as="station" onBack={back} help={help} />;
  }
  if (isUnknown(error)) return <UnknownLink />;
  if (appointment === undefined) return <NotRead error={error} onRetry={reload} />;
  if (step.at === 'waiting' && isJoinable(appointment)) {
    const enter = (access: Access) => {
      guest.adopt(access);
      setStep({ at: 'visit' });
    };
    return (
      <Waiting
        {...{ secret, name: step.name, appointment }}
        onLobby={enter}
        onStopped={stop}
        onChanged={reload}
      />
    );
  }
  const join = (name: string) => {
    keepName(secret, name);
    setStep({ at: 'waiting', name });
  };
  const stopped = step.at === 'page' ? step.stopped : null;
  return <Appointment {...{ secret, appointment, stopped }} onJoin={join} onChanged={reload} />;
}

/** Somebody waits only for as long as there is something to wait for: else the page says what has become of it. */
function isJoinable({ state, joinable }: AppointmentView): boolean {
  return state === 'booked' && joinable;
}

/** What has become of the appointment, read again and again. */
function useAppointment(secret: string) {
  const { data, error, refetch } = useQuery({
    queryKey: ['appointment', secret],
    queryFn: () => ask('openAppointment', { body: { secret } }),
    refetchInterval: ({ state }) => asksAgainIn(state.error),
    refetchIntervalInBackground: true,
  });
  const reload = () => {
    refetch().catch(reportError);
  };
  return { appointment: data, error, reload };
}

function UnknownLink() {
  return (
    <Page title="This link does not work">
      <div className="bedside-narrow" data-testid="link-unknown">
        <h1 className="nhsuk-heading-l">This link does not work</h1>
        <p>
          It may be incomplete, it may have been replaced by a newer one, or the day of the appointment is
          over. Look for the newest message about your appointment, or ring the clinic.
        </p>
      </div>
    </Page>
  );
}

function NotRead({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Page title="Your video appointment">
      {error === null ? (
        <Loading what="your appointment" />
      ) : (
        <LoadFailed message={messageOf(error)} onRetry={onRetry} />
      )}
    </Page>
  );
}
