import { useState } from 'react';
import { Link } from 'react-router';
import type { ProfileView } from '../../../domain/queues/wire.ts';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { OrganisationChoice, useChosenOrganisation } from '../admin/organisation-choice.tsx';
import { ProfileDialog } from '../admin/person-row.tsx';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Announcement, Loading, LoadFailed } from '../ui/status.tsx';
import { tierWords } from './tier-words.ts';

/** How far ahead the next shift is looked for. */
const days = 14;

/** `/skills`: what each clinician can do, and in which tier they are rung. */
export function SkillsPage({ me }: { me: Me }) {
  const { organisationId, search } = useChosenOrganisation(me);
  return (
    <Page title="Skills" header={<PersonHeader />}>
      <h1 className="nhsuk-heading-l">Skills and tiers</h1>
      <OrganisationChoice me={me} />
      <p>
        A call rings only at clinicians who have every skill that its queue requires. Whoever is on the rota
        in the first tier is rung first. Tiers belong to shifts:{' '}
        <Link to={`/rota${search}`}>change them on the rota</Link>.
      </p>
      <Clinicians key={organisationId} organisationId={organisationId} />
    </Page>
  );
}

function Clinicians({ organisationId }: { organisationId: OrganisationId }) {
  const ask = useAsk();
  const [said, setSaid] = useState('');
  const [now] = useState(() => new Date());
  const load = async () => {
    const params = { organisationId };
    const [{ profiles }, { shifts }] = await Promise.all([
      ask('listProfiles', { params }),
      ask('listRota', { params, query: { from: wallDateOf(now), days } }),
    ]);
    const clinicians = profiles.filter(({ roles, disabled }) => roles.includes('clinician') && !disabled);
    return { clinicians, shifts };
  };
  const { loaded, reload } = useLoaded(['clinicians and their shifts', organisationId], load);
  if (loaded.state === 'loading') return <Loading what="skills" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { clinicians, shifts } = loaded.value;
  return (
    <>
      <Announcement>{said}</Announcement>
      {clinicians.length === 0 ? (
        <p className="bedside-empty">
          There is no clinician yet. An administrator adds people under Administration.
        </p>
      ) : null}
      <ul className="bedside-rows">
        {clinicians.map((profile) => (
          <ClinicianRow
            key={profile.personId}
            profile={profile}
            tier={tierWords(
              shifts.filter(({ clinicianId }) => clinicianId === profile.personId),
              now,
            )}
            onSaved={() => {
              setSaid(`The skills of ${profile.name} are saved.`);
              reload();
            }}
          />
        ))}
      </ul>
    </>
  );
}

function ClinicianRow(props: { profile: ProfileView; tier: string; onSaved: () => void }) {
  const { profile, tier, onSaved } = props;
  const [open, setOpen] = useState(false);
  const skillNames = profile.skills.map((skill) => skillLabels[skill]);
  return (
    <li data-testid="clinician-skills">
      <span className="bedside-rows__main">
        <strong>{profile.name}</strong>
        <span className="bedside-rows__more" data-testid="skills">
          {skillNames.length === 0 ? 'No particular skill' : skillNames.join(', ')}
        </span>
        <span className="bedside-rows__more">{tier}</span>
        <span className="bedside-rows__more">{profile.phone ?? 'No telephone number'}</span>
      </span>
      <Button
        variant="secondary"
        small
        data-testid="change-skills"
        onClick={() => {
          setOpen(true);
        }}
      >
        Change<span className="nhsuk-u-visually-hidden"> the skills of {profile.name}</span>
      </Button>
      {open ? (
        <ProfileDialog
          profile={profile}
          onSaved={onSaved}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </li>
  );
}
