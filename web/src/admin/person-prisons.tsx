import { useState } from 'react';
import type { Person } from '../../../domain/contract/rest.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { Announcement, LoadFailed, Loading } from '../ui/status.tsx';

/** In which prisons somebody of prison healthcare works: they see the patients of these and of no others. */
export function Prisons({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="person-prisons"
        onClick={() => {
          setSaid('');
          setOpen(true);
        }}
      >
        Prisons<span className="nhsuk-u-visually-hidden"> of {person.name}</span>
      </Button>
      <Announcement>{said}</Announcement>
      {open ? (
        <Asked
          person={person}
          onSaved={() => {
            setSaid(`The prisons of ${person.name} are saved.`);
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

type Asking = { person: Person; onSaved: () => void; onClose: () => void };

/** What is chosen replaces what was there, so nothing can be chosen before that is known. */
function Asked({ person, onSaved, onClose }: Asking) {
  const { personId, organisationId } = person;
  const ask = useAsk();
  const { loaded, reload } = useLoaded(['prisons of a person', personId], async () => {
    const [{ siteIds }, { sites }] = await Promise.all([
      ask('readPersonSites', { params: { personId } }),
      ask('listSites', { params: { organisationId } }),
    ]);
    return { siteIds, prisons: sites.filter(({ kind }) => kind === 'prison') };
  });
  const [changed, setChanged] = useState<SiteId[] | null>(null);
  const chosen = changed ?? (loaded.state === 'ready' ? loaded.value.siteIds : null);
  const send = async (): Promise<Problem[]> => {
    if (chosen === null) return [{ message: 'The prisons have not been read yet. Try again' }];
    await ask('setPersonSites', { params: { personId }, body: { siteIds: chosen } });
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Prisons of ${person.name}`}
      confirm={{ label: 'Save the prisons', testId: 'save-prisons' }}
      send={send}
      onClose={onClose}
    >
      {() => (
        <>
          {loaded.state === 'loading' ? <Loading what="the prisons" /> : null}
          {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
          {loaded.state === 'ready' && loaded.value.prisons.length === 0 ? (
            <p className="bedside-empty">There is no prison yet. Add one under Sites and stations.</p>
          ) : null}
          {loaded.state === 'ready' && loaded.value.prisons.length > 0 ? (
            <Checkboxes<SiteId>
              legend="Works in"
              hint="They see the patients and bookings of these prisons, and of no others."
              large={false}
              name="person-prisons"
              choices={loaded.value.prisons.map(({ siteId, name }) => ({ value: siteId, label: name }))}
              values={chosen ?? []}
              onChange={setChanged}
            />
          ) : null}
        </>
      )}
    </FormDialog>
  );
}
