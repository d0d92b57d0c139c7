import { useState } from 'react';
import { Link } from 'react-router';
import { endpoints, type Organisation } from '../../../domain/contract/rest.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { AddForm } from './add-form.tsx';
import { RegionDialog } from './media-nodes.tsx';

/** One organisation: the way to its pages, and its region. */
export function OrganisationRow({
  organisation,
  onChanged,
}: {
  organisation: Organisation;
  onChanged: () => void;
}) {
  const { organisationId, name, region } = organisation;
  const [open, setOpen] = useState(false);
  return (
    <li data-testid="organisation">
      <span className="bedside-rows__main">
        <strong>{name}</strong>
        <span className="bedside-rows__more">
          {region === null ? 'The service’s own region' : `Region ${region}`}
        </span>
      </span>
      <span className="bedside-rows__actions">
        <Button
          variant="secondary"
          small
          data-testid="region"
          onClick={() => {
            setOpen(true);
          }}
        >
          Region<span className="nhsuk-u-visually-hidden"> of {name}</span>
        </Button>
      </span>
      <Link to={`/admin?organisation=${organisationId}`}>
        Open<span className="nhsuk-u-visually-hidden"> {name}</span>
      </Link>
      {open ? (
        <RegionDialog
          organisation={organisation}
          onSaved={onChanged}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </li>
  );
}

export function Organisations() {
  const ask = useAsk();
  const { loaded, reload } = useEndpoint('listOrganisations');
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
