import { NavLink, Route, Routes } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { Page } from '../ui/page.tsx';
import { AuditTrail } from './audit-trail.tsx';
import { MediaNodes } from './media-nodes.tsx';
import { OperationsLink } from './operations-link.tsx';
import { OrganisationChoice, useChosenOrganisation } from './organisation-choice.tsx';
import { Organisations } from './organisations.tsx';
import { PartnerSystems } from './partner-systems.tsx';
import { People } from './people.tsx';
import { Sites } from './sites.tsx';

/** `/admin`: sites and stations, people, the audit trail, and for the platform's administrators the organisations. */
export function AdminPage({ me }: { me: Me }) {
  const platform = me.roles.includes('platform-administrator');
  const { organisationId, search } = useChosenOrganisation(me);
  return (
    <Page title="Administration" header={<PersonHeader />}>
      <h1 className="nhsuk-heading-l">Administration</h1>
      <nav className="bedside-tabs" aria-label="Administration">
        <NavLink to={`/admin${search}`} end>
          Sites and stations
        </NavLink>
        <NavLink to={`/admin/people${search}`}>People</NavLink>
        <NavLink to={`/admin/partners${search}`}>Partner systems</NavLink>
        <NavLink to={`/admin/audit${search}`}>Audit trail</NavLink>
        {platform ? <NavLink to={`/admin/organisations${search}`}>Organisations</NavLink> : null}
        {platform ? <NavLink to={`/admin/nodes${search}`}>Media nodes</NavLink> : null}
      </nav>
      <OrganisationChoice me={me} />
      <Routes>
        <Route index element={<Sites key={organisationId} organisationId={organisationId} />} />
        <Route
          path="people"
          element={<People key={organisationId} organisationId={organisationId} me={me} />}
        />
        <Route
          path="partners"
          element={<PartnerSystems key={organisationId} organisationId={organisationId} />}
        />
        <Route path="audit" element={<AuditTrail key={organisationId} organisationId={organisationId} />} />
        <Route path="organisations" element={platform ? <Organisations /> : null} />
        <Route path="nodes" element={platform ? <MediaNodes /> : null} />
      </Routes>
      {me.roles.includes('administrator') ? <OperationsLink /> : null}
    </Page>
  );
}
