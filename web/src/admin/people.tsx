import { useState } from 'react';
import type { Role } from '../../../domain/actors.ts';
import type { ProfileView } from '../../../domain/queues/wire.ts';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { Choice } from '../ui/choices.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { AddPerson } from './add-person.tsx';
import { PersonRow } from './person-row.tsx';
import { roleWords } from './admin-words.ts';
import type { ShownPassword } from './one-time-code.tsx';

/** The people of an organisation. */
export function People({ organisationId, me }: { organisationId: OrganisationId; me: Me }) {
  const [shown, setShown] = useState<ShownPassword | null>(null);
  const { loaded, reload } = useEndpoint('listPeople', { params: { organisationId } });
  const profiles = useProfiles(organisationId);
  return (
    <section aria-labelledby="people-title">
      <h2 className="nhsuk-heading-m" id="people-title">
        People
      </h2>
      {shown === null ? null : (
        <TemporaryPassword
          shown={shown}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
      <AddPerson
        organisationId={organisationId}
        choices={roleChoices(me)}
        onAdded={(added) => {
          setShown(added);
          reload();
          profiles.reload();
        }}
      />
      {loaded.state === 'loading' ? <Loading what="people" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <ul className="bedside-rows">
          {loaded.value.people.map((person) => (
            <PersonRow
              key={person.personId}
              person={person}
              own={person.personId === me.personId}
              choices={roleChoices(me)}
              profile={profiles.of(person)}
              onProfile={profiles.reload}
              onChanged={reload}
              onPassword={setShown}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** Skills and telephones; a row does without them until they are there. */
function useProfiles(organisationId: OrganisationId) {
  const { loaded, reload } = useEndpoint('listProfiles', { params: { organisationId } });
  const known = loaded.state === 'ready' ? loaded.value.profiles : [];
  const of = ({ personId }: { personId: string }): ProfileView | null =>
    known.find((profile) => profile.personId === personId) ?? null;
  return { of, reload };
}

/** Only the platform's administrators make others of their kind. */
function roleChoices(me: Me): Choice<Role>[] {
  const roles: Role[] = [
    'clinician',
    'booker',
    'prison-healthcare',
    'wing-officer',
    'manager',
    'administrator',
  ];
  if (me.roles.includes('platform-administrator')) roles.push('platform-administrator');
  return roles.map((value) => ({ value, label: roleWords[value] }));
}

function TemporaryPassword({ shown, onClose }: { shown: ShownPassword; onClose: () => void }) {
  return (
    <div className="bedside-code" role="status">
      <p>
        Temporary password for <strong>{shown.name}</strong>. It is shown this once. Give it to them in person
        or by telephone; they choose their own at the first sign-in.
      </p>
      <p className="bedside-code__code bedside-code__code--password" data-testid="temporary-password">
        {shown.password}
      </p>
      <Button variant="secondary" small onClick={onClose}>
        Done
      </Button>
    </div>
  );
}
