import { useSearchParams } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { organisationId as organisationIdSchema, type OrganisationId } from '../../../domain/ids.ts';

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
