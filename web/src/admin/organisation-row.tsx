import { useState } from 'react';
import { Link } from 'react-router';
import type { Organisation } from '../../../domain/contract/rest.ts';
import { Button } from '../ui/button.tsx';
import { RegionDialog } from './region-dialog.tsx';

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
