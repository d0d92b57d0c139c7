import { useEffect, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import { useConnection, useObservable } from '../service/hooks.ts';
import { useRingTone } from '../service/ring-tone.ts';
import { useServices } from '../service/services.ts';
import { useAttention } from './attention.ts';
import { elsewhereWords } from './clinician-words.ts';
import { useRingBeat } from './hooks.ts';
import { SoundOff } from './sound-off.tsx';
import { WaitingBanner } from './waiting-banner.tsx';

/**
 * Calls on a clinician's page that is not the one of calls: they ring and wait here too, and one press leads to them.
 */
export function CallsElsewhere() {
  const { person } = useServices();
  const connection = useConnection(person);
  const audience = useObservable(connection.audience);
  const state = audience?.state.kind === 'clinician' ? audience.state : null;
  const tone = useRingTone();
  const navigate = useNavigate();
  const taking = useRef(false);
  const goToCalls = () => {
    Promise.resolve(navigate('/clinician')).catch(reportError);
  };
  useRingBeat(connection);
  useAttention(state?.offer ?? null, tone);
  const visiting = state !== null && state.visit !== null;
  useEffect(() => {
    if (visiting && taking.current) Promise.resolve(navigate('/clinician')).catch(reportError);
  }, [visiting, navigate]);
  if (state === null) return null;
  const { offer, visit } = state;
  if (offer !== null || visit !== null) {
    return (
      <section className="bedside-waiting-banner" role="alert" data-testid="calls-elsewhere">
        <p>
          <strong>{elsewhereWords({ offer, visit })}</strong>
        </p>
        <Link className="nhsuk-button" to="/clinician" data-testid="go-to-calls">
          {offer === null ? 'Go to the visit' : 'Go to the call'}
        </Link>
      </section>
    );
  }
  return (
    <>
      <SoundOff tone={tone} wanted={state.presence.state === 'available'} />
      <WaitingBanner
        {...{ state, connection, tone }}
        onTaking={() => {
          taking.current = true;
        }}
        onGoOnCall={goToCalls}
      />
    </>
  );
}
