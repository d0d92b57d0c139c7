import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { GuestDesk } from '../guest/guest-desk.tsx';
import { ApiError, ask } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Appointment } from './appointment.tsx';
import { keptName, keepName } from './kept-name.ts';
import { Waiting } from './waiting.tsx';

/** How often an open page asks what has become of the appointment. */
const askAgainMs = 30_000;

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
    const name = keptName();
    return name === null ? { at: 'page', stopped: null } : { at: 'waiting', name };
  });
  const { data, error, refetch } = useQuery({
    queryKey: ['appointment', secret],
    queryFn: () => ask('openAppointment', { body: { secret } }),
    refetchInterval: askAgainMs,
    refetchIntervalInBackground: true,
  });
  const stop = (stopped: string | null) => {
    keepName(null);
    refetch().catch(reportError);
    setStep({ at: 'page', stopped });
  };
  if (step.at === 'visit') {
    return (
      <GuestDesk
        as="station"
        onBack={() => {
          stop(null);
        }}
      />
    );
  }
  if (isUnknown(error)) return <UnknownLink />;
  if (data === undefined) return <NotRead error={error} onRetry={() => void refetch()} />;
  if (step.at === 'waiting') {
    return (
      <Waiting
        {...{ secret, name: step.name, appointment: data }}
        onLobby={(access) => {
          guest.adopt(access);
          setStep({ at: 'visit' });
        }}
        onStopped={stop}
      />
    );
  }
  return (
    <Appointment
      {...{ secret, appointment: data, stopped: step.stopped }}
      onJoin={(name) => {
        keepName(name);
        setStep({ at: 'waiting', name });
      }}
      onChanged={() => void refetch()}
    />
  );
}

/** The same for a link that is mistyped, too old or replaced: the service says no more either. */
function isUnknown(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'not-found' || error.code === 'invalid');
}

function UnknownLink() {
  return (
    <Page title="This link does not work">
      <div className="bedside-narrow" data-testid="link-unknown">
        <h1 className="nhsuk-heading-l">This link does not work</h1>
        <p>
          It may be incomplete, it may have been replaced by a newer one, or the day of the appointment is over. Look for
          the newest message about your appointment, or ring the clinic.
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

