import { type ReactNode, useEffect } from 'react';
import { Link, Navigate, useNavigate } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { ApiError } from '../service/api.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { ChangePassword } from './change-password.tsx';
import { homeOf } from './roles.ts';

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

/** The connection was ended on purpose: why, and how to go on. */
export function SignInAgain({ title, text }: { title: string; text: string }) {
  return (
    <Page title={title}>
      <div className="bedside-narrow" role="alert">
        <h1 className="nhsuk-heading-l">{title}</h1>
        <p>{text}</p>
        <Link className="nhsuk-button" to="/sign-in">
          Sign in
        </Link>
      </div>
    </Page>
  );
}
