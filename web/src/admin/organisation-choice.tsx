import { useSearchParams } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { type OrganisationId, organisationId as organisationIdSchema } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { SelectField } from '../ui/field.tsx';
import { LoadFailed } from '../ui/status.tsx';

/**
 * Whose page it is: the own organisation's, or for the platform's administrators the one that the address names.
 * `search` keeps the choice in a link to another page.
 */
export function useChosenOrganisation(me: Me): {
  organisationId: OrganisationId;
  search: string;
  choose: (organisationId: OrganisationId) => void;
} {
  const [query, setQuery] = useSearchParams();
  const asked = organisationIdSchema.safeParse(query.get('organisation'));
  const mayChoose = me.roles.includes('platform-administrator') && asked.success;
  const choose = (organisation: OrganisationId) => {
    setQuery((before) => {
      before.set('organisation', organisation);
      return before;
    });
  };
  return {
    organisationId: mayChoose ? asked.data : me.organisationId,
    search: mayChoose ? `?organisation=${asked.data}` : '',
    choose,
  };
}

/** Whose page it is; the platform's administrators choose it here. */
export function OrganisationChoice({ me }: { me: Me }) {
  return me.roles.includes('platform-administrator') ? (
    <Choice me={me} />
  ) : (
    <p className="bedside-admin__organisation">{me.organisationName}</p>
  );
}

function Choice({ me }: { me: Me }) {
  const { organisationId, choose } = useChosenOrganisation(me);
  const { loaded, reload } = useEndpoint('listOrganisations');
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  return (
    <SelectField
      label="Organisation"
      value={organisationId}
      onChange={({ target }) => {
        choose(organisationIdSchema.parse(target.value));
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
