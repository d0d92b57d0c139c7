import { useCallback } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import { organisationId as organisationIdSchema } from '../../../domain/ids.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { SelectField } from '../ui/field.tsx';
import { LoadFailed } from '../ui/status.tsx';
import { useChosenOrganisation } from './chosen-organisation.ts';

/** Whose page it is; the platform's administrators choose it here. */
export function OrganisationChoice({ me }: { me: Me }) {
  return me.roles.includes('platform-administrator') ? (
    <Choice me={me} />
  ) : (
    <p className="bedside-admin__organisation">{me.organisationName}</p>
  );
}

function Choice({ me }: { me: Me }) {
  const ask = useAsk();
  const { organisationId, choose } = useChosenOrganisation(me);
  const load = useCallback(() => ask('listOrganisations'), [ask]);
  const { loaded, reload } = useLoaded(load);
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
