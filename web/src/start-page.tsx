import { useEffect, useState } from 'react';
import { Link, Navigate } from 'react-router';
import { type Home, homeOf } from './account/roles.ts';
import { useServices } from './service/services.ts';
import { Page } from './ui/page.tsx';
import { Loading } from './ui/status.tsx';

/** `/`: straight to where this browser belongs, or the choice between the two kinds of use. */
export function StartPage() {
  const { person, station } = useServices();
  const [place, setPlace] = useState<'asking' | '/station' | Home | 'nowhere'>('asking');
  useEffect(() => {
    let wanted = true;
    const poll = async () => {
      const [isStation, isPerson] = await Promise.allSettled([station.token(), person.token()]);
      if (!wanted) return;
      const state = person.state.get();
      if (isStation.status === 'fulfilled') setPlace('/station');
      else if (isPerson.status === 'fulfilled' && state.phase === 'granted' && state.me !== null)
        setPlace(homeOf(state.me));
      else setPlace('nowhere');
    };
    poll().catch(reportError);
    return () => {
      wanted = false;
    };
  }, [person, station]);
  if (place === 'asking') {
    return (
      <Page title="Start">
        <Loading what="Bedside" />
      </Page>
    );
  }
  return place === 'nowhere' ? <Choice /> : <Navigate to={place} replace />;
}

function Choice() {
  return (
    <Page title="Start">
      <div className="bedside-start">
        <h1 className="nhsuk-heading-xl">A clinician at the bedside, day or night</h1>
        <p className="nhsuk-lede-text">
          Staff press one button; the next clinician on call sees and hears the patient.
        </p>
        <ul className="bedside-start__ways">
          <li>
            <Link to="/station">Call a clinician from this device</Link>
            <span>
              For care homes and prisons. The device is enrolled once, with a code from your administrator.
            </span>
          </li>
          <li>
            <Link to="/sign-in">Sign in</Link>
            <span>For clinicians, prison healthcare, booking clerks, managers and administrators.</span>
          </li>
          <li>
            <Link to="/join">Join a visit</Link>
            <span>If a clinician has asked you in and has read a code out to you.</span>
          </li>
        </ul>
        <p>
          Life in danger? <strong>Call 999.</strong>
        </p>
      </div>
    </Page>
  );
}
