import { useCallback } from 'react';
import { endpoints } from '../../../domain/contract/rest.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { AddForm } from './add-form.tsx';
import { OrganisationRow } from './organisation-row.tsx';

export function Organisations() {
  const ask = useAsk();
  const load = useCallback(() => ask('listOrganisations'), [ask]);
  const { loaded, reload } = useLoaded(load);
  const name = useText('');
  const add = async (): Promise<Problem[]> => {
    const body = endpoints.addOrganisation.body.safeParse({ name: name.value });
    if (!body.success) return [{ message: 'Enter the organisation’s name', field: 'organisation-name' }];
    await ask('addOrganisation', { body: body.data });
    name.set('');
    reload();
    return [];
  };
  return (
    <section aria-labelledby="organisations-title">
      <h2 className="nhsuk-heading-m" id="organisations-title">
        Organisations
      </h2>
      <AddForm label="Add an organisation" testId="add-organisation" add={add}>
        {(errorOf) => (
          <TextField
            id="organisation-name"
            label="Name"
            error={errorOf('organisation-name')}
            maxLength={120}
            {...name.bind}
          />
        )}
      </AddForm>
      {loaded.state === 'loading' ? <Loading what="organisations" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <ul className="bedside-rows">
          {loaded.value.organisations.map((organisation) => (
            <OrganisationRow
              key={organisation.organisationId}
              organisation={organisation}
              onChanged={reload}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}
