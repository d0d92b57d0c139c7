import { Link, useNavigate } from 'react-router';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useSignOut } from './use-sign-out.ts';

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
