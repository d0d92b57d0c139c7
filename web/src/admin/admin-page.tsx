import { useCallback } from 'react';
import { NavLink, Route, Routes, useSearchParams } from 'react-router';
import { organisationId as organisationIdSchema } from '../../../domain/ids.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import type { Me } from '../../../domain/contract/views.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { SelectField } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { AuditTrail } from './audit-trail.tsx';
import { OperationsLink } from './operations-link.tsx';
import { Organisations } from './organisations.tsx';
import { People } from './people.tsx';
import { Sites } from './sites.tsx';

/** `/admin`: sites and stations, people, the audit trail, and for the platform's administrators the organisations. */
export function AdminPage({ me }: { me: Me }) {
  const platform = me.roles.includes('platform-administrator');
  const [query, setQuery] = useSearchParams();
  const asked = organisationIdSchema.safeParse(query.get('organisation'));
  const organisationId = platform && asked.success ? asked.data : me.organisationId;
  const search = platform && asked.success ? `?organisation=${asked.data}` : '';
  return (
    <Page title="Administration" header={<PersonHeader />}>
      <h1 className="nhsuk-heading-l">Administration</h1>
      <nav className="bedside-tabs" aria-label="Administration">
        <NavLink to={`/admin${search}`} end>
          Sites and stations
        </NavLink>
        <NavLink to={`/admin/people${search}`}>People</NavLink>
        <NavLink to={`/admin/audit${search}`}>Audit trail</NavLink>
        {platform ? <NavLink to={`/admin/organisations${search}`}>Organisations</NavLink> : null}
      </nav>
      {platform ? (
        <OrganisationChoice
          value={organisationId}
          onChoose={(id) => {
            setQuery({ organisation: id });
          }}
        />
      ) : (
        <p className="bedside-admin__organisation">{me.organisationName}</p>
      )}
      <Routes>
        <Route index element={<Sites key={organisationId} organisationId={organisationId} />} />
        <Route
          path="people"
          element={<People key={organisationId} organisationId={organisationId} me={me} />}
        />
        <Route path="audit" element={<AuditTrail key={organisationId} organisationId={organisationId} />} />
        <Route path="organisations" element={platform ? <Organisations /> : null} />
      </Routes>
      {me.roles.includes('administrator') ? <OperationsLink /> : null}
    </Page>
  );
}

function OrganisationChoice({
  value,
  onChoose,
}: {
  value: OrganisationId;
  onChoose: (id: OrganisationId) => void;
}) {
  const ask = useAsk();
  const load = useCallback(() => ask('listOrganisations'), [ask]);
  const { loaded } = useLoaded(load);
  if (loaded.state !== 'ready') return null;
  return (
    <SelectField
      label="Organisation"
      value={value}
      onChange={({ target }) => {
        onChoose(organisationIdSchema.parse(target.value));
      }}
    >
      {loaded.value.organisations.map((organisation) => (
        <option key={organisation.organisationId} value={organisation.organisationId}>
          {organisation.name}
        </option>
      ))}
    </SelectField>
  );
}
