import { useState } from 'react';
import { Link } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { PatientId, SiteId } from '../../../domain/ids.ts';
import { booksClinics } from '../account/roles.ts';
import { birthWords } from '../clinician/clinician-words.ts';
import { useEndpoint } from '../service/hooks.ts';
import { SelectField } from '../ui/field.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';

type Listed = { patientId: PatientId; name: string; dateOfBirth: string; where: string };

/** The patients whose list somebody keeps, each with who has looked at the record. */
export function ListedPatients({ me }: { me: Me }) {
  if (booksClinics(me.roles)) return <OfClinics />;
  return me.roles.includes('administrator') ? <OfHomes me={me} /> : null;
}

function OfClinics() {
  const { loaded, reload } = useEndpoint('listPatients');
  if (loaded.state === 'loading') return <Loading what="the patients" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const listed = loaded.value.patients.map(({ siteName, ...one }) => ({ ...one, where: siteName }));
  return <PatientRows listed={listed} />;
}

function OfHomes({ me: { organisationId } }: { me: Me }) {
  const { loaded, reload } = useEndpoint('listSites', { params: { organisationId } });
  const [chosen, setChosen] = useState<SiteId | null>(null);
  if (loaded.state === 'loading') return <Loading what="the homes" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const homes = loaded.value.sites.filter(({ kind }) => kind === 'care-home');
  const site = homes.find(({ siteId }) => siteId === chosen) ?? homes[0];
  if (site === undefined) return <p className="bedside-empty">There is no care home yet.</p>;
  return (
    <>
      <SelectField
        id="home"
        label="Care home"
        value={site.siteId}
        onChange={({ target }) => {
          setChosen(homes.find(({ siteId }) => siteId === target.value)?.siteId ?? null);
        }}
      >
        {homes.map(({ siteId, name }) => (
          <option key={siteId} value={siteId}>
            {name}
          </option>
        ))}
      </SelectField>
      <OfHome key={site.siteId} siteId={site.siteId} siteName={site.name} />
    </>
  );
}

function OfHome({ siteId, siteName }: { siteId: SiteId; siteName: string }) {
  const { loaded, reload } = useEndpoint('listResidents', { params: { siteId } });
  if (loaded.state === 'loading') return <Loading what="the residents" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const listed = loaded.value.residents.map(({ place, ...one }) => ({ ...one, where: place ?? siteName }));
  return <PatientRows listed={listed} />;
}

function PatientRows({ listed }: { listed: readonly Listed[] }) {
  const [now] = useState(() => Date.now());
  return (
    <section aria-labelledby="listed-title">
      <h2 className="nhsuk-heading-m" id="listed-title">
        Who has looked at whose record
      </h2>
      {listed.length === 0 ? <p className="bedside-empty">Nobody is on the list yet.</p> : null}
      <ul className="bedside-rows" data-testid="listed-patients">
        {listed.map(({ patientId, name, dateOfBirth, where }) => (
          <li key={patientId}>
            <span className="bedside-rows__main">
              <strong>{name}</strong>
              <span className="bedside-rows__more">
                Born {birthWords(dateOfBirth, now)}. {where}
              </span>
            </span>
            <span className="bedside-rows__actions">
              <Link to={`/record/${patientId}/readers`}>
                Who has looked
                <span className="nhsuk-u-visually-hidden"> at the record of {name}</span>
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
