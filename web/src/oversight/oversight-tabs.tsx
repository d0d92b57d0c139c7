import { NavLink } from 'react-router';

/** The two pages of oversight. */
export function OversightTabs() {
  return (
    <nav className="bedside-tabs" aria-label="Oversight">
      <NavLink to="/oversight" end>
        Live board
      </NavLink>
      <NavLink to="/oversight/history">History</NavLink>
    </nav>
  );
}
