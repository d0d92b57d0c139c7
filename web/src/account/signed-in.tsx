import { type ReactNode, useEffect } from 'react';
import { Navigate, useNavigate } from 'react-router';
import type { Me } from '../../../domain/contract/views.ts';
import { ApiError } from '../service/api.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { ChangePassword } from './change-password.tsx';
import { homeOf } from './home-of.ts';

/** Shows a page to somebody who is signed in and has one of its roles; sends everybody else to where they belong. */
export function SignedIn({
  roles,
  children,
}: {
  roles: readonly Me['roles'][number][];
  children: (me: Me) => ReactNode;
}) {
  const { person, timers } = useServices();
  const state = useObservable(person.state);
  const navigate = useNavigate();
  const { phase } = state;
  useEffect(() => {
    if (phase !== 'unknown') return;
    let stop: () => void = () => undefined;
    const recallSignIn = () => {
      person.token().catch((error: unknown) => {
        if (!(error instanceof ApiError)) reportError(error);
        else if (error.code !== 'unauthenticated') stop = timers.after(2000, recallSignIn);
      });
    };
    recallSignIn();
    return () => {
      stop();
    };
  }, [person, phase, timers]);
  if (state.phase === 'unknown') {
    return (
      <Page title="Bedside">
        <Loading what="your sign-in" />
      </Page>
    );
  }
  if (state.phase === 'refused' || state.me === null) return <Navigate to="/sign-in" replace />;
  if (state.me.mustChangePassword) {
    const goHome = () => {
      Promise.resolve(navigate('.')).catch(reportError);
    };
    return (
      <Page title="Choose a new password">
        <div className="bedside-narrow">
          <ChangePassword onChanged={goHome} />
        </div>
      </Page>
    );
  }
  if (!roles.some((role) => state.me?.roles.includes(role)))
    return <Navigate to={homeOf(state.me)} replace />;
  return children(state.me);
}
