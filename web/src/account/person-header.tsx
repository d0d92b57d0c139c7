import { Link } from 'react-router';
import type { Leaving } from '../room/session/leaving.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { booksClinics, keepsQueues, seesPatients } from './roles.ts';
import { SignOut } from './sign-out.tsx';

/**
 * Who is signed in, where else they may go, and the way out. `leaving`: of the visit that they are in here. The other
 * pages then open beside this one, because leaving it would be leaving the visit.
 */
export function PersonHeader({ leaving }: { leaving?: Leaving }) {
  const { person } = useServices();
  const state = useObservable(person.state);
  const me = state.phase === 'granted' ? state.me : null;
  if (me === null) return null;
  const roles: readonly string[] = me.roles;
  const beside = leaving === undefined ? {} : { target: '_blank' };
  return (
    <>
      <nav aria-label="Your work">
        {roles.includes('clinician') ? <Link to="/clinician">Calls</Link> : null}
        <Elsewhere to="/record" shown={seesPatients(roles)} beside={beside}>
          Patients
        </Elsewhere>
        {oversees(roles) ? (
          <Link to="/oversight" {...beside}>
            Oversight
          </Link>
        ) : null}
        {booksClinics(roles) || onClinics(roles) ? (
          <Link to="/clinics" {...beside}>
            {booksClinics(roles) || roles.includes('manager') ? 'Clinics' : 'My clinics'}
          </Link>
        ) : null}
        <Elsewhere to="/rota" shown={onRota(roles)} beside={beside}>
          Rota
        </Elsewhere>
        <Elsewhere to="/queues" shown={keepsQueues(roles)} beside={beside}>
          Queues
        </Elsewhere>
        <Elsewhere to="/skills" shown={keepsQueues(roles)} beside={beside}>
          Skills
        </Elsewhere>
        {roles.some((role) => role.endsWith('administrator')) ? (
          <Link to="/admin" {...beside}>
            Administration
          </Link>
        ) : null}
      </nav>
      <span className="bedside-header__person">{me.name}</span>
      <SignOut leaving={leaving} />
    </>
  );
}

function Elsewhere(props: { to: string; shown: boolean; beside: { target?: string }; children: string }) {
  const { to, shown, beside, children } = props;
  return shown ? (
    <Link to={to} {...beside}>
      {children}
    </Link>
  ) : null;
}

/** Clinicians read the rota, managers and administrators keep it. */
function onRota(roles: readonly string[]): boolean {
  return roles.includes('clinician') || keepsQueues(roles);
}

/** Clinicians see the clinics that they hold, managers all of them. */
function onClinics(roles: readonly string[]): boolean {
  return roles.includes('clinician') || roles.includes('manager');
}

function oversees(roles: readonly string[]): boolean {
  return roles.includes('manager') || roles.includes('administrator');
}
