import { useCallback } from 'react';
import { Link, useNavigate } from 'react-router';
import { ask } from '../service/api.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { keepsQueues } from './roles.ts';

/** Ends this browser's sign-in. Where the service cannot be reached, at least this page forgets it. */
export function useSignOut(): () => Promise<void> {
  const { person } = useServices();
  return useCallback(async () => {
    try {
      await ask('signOut');
    } finally {
      person.forget();
    }
  }, [person]);
}

/** Who is signed in, where else they may go, and the way out. */
export function PersonHeader() {
  const { person } = useServices();
  const state = useObservable(person.state);
  const signOut = useSignOut();
  const navigate = useNavigate();
  const me = state.phase === 'granted' ? state.me : null;
  if (me === null) return null;
  const roles: readonly string[] = me.roles;
  const leave = () => {
    signOut().then(() => navigate('/sign-in'), reportError);
  };
  return (
    <>
      <nav aria-label="Your work">
        {roles.includes('clinician') ? <Link to="/clinician">Calls</Link> : null}
        {oversees(roles) ? <Link to="/oversight">Oversight</Link> : null}
        {onRota(roles) ? <Link to="/rota">Rota</Link> : null}
        {keepsQueues(roles) ? <Link to="/queues">Queues</Link> : null}
        {keepsQueues(roles) ? <Link to="/skills">Skills</Link> : null}
        {roles.some((role) => role.endsWith('administrator')) ? (
          <Link to="/admin">Administration</Link>
        ) : null}
      </nav>
      <span className="bedside-header__person">{me.name}</span>
      <button type="button" className="bedside-header__button" data-testid="sign-out" onClick={leave}>
        Sign out
      </button>
    </>
  );
}

/** Clinicians read the rota, managers and administrators keep it. */
function onRota(roles: readonly string[]): boolean {
  return roles.includes('clinician') || keepsQueues(roles);
}

function oversees(roles: readonly string[]): boolean {
  return roles.includes('manager') || roles.includes('administrator');
}
