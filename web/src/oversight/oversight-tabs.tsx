import { NavLink } from 'react-router';

/** The pages of oversight. */
export function OversightTabs() {
  return (
    <nav className="bedside-tabs" aria-label="Oversight">
      <NavLink to="/oversight" end>
        Live board
      </NavLink>
      <NavLink to="/oversight/history">History</NavLink>
      <NavLink to="/oversight/opened-records">Opened records</NavLink>
      <NavLink to="/oversight/quality">Connections</NavLink>
    </nav>
  );
}
