import { useState } from 'react';
import type { Site, Station } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { siteKindWords } from '../clinician/clinician-words.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { Radios } from '../ui/choices.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { AddSite, AddStation } from './add-site.tsx';
import { Establishment } from './establishment.tsx';
import { PrisonDaySettings } from './prison-day.tsx';
import { PrisonFeeds } from './prison-feeds.tsx';
import { StationRow } from './station-row.tsx';

type Path = Site['iceTransportPolicy'];

const choices = [
  {
    value: 'all',
    label: 'The best way there is',
    hint: 'Straight where the site’s network allows it, over the relay where not.',
    testId: 'media-path-all',
  },
  {
    value: 'relay',
    label: 'Over the relay only',
    hint: 'For a network with a strict firewall, which lets pictures and sound through to the relay alone.',
    testId: 'media-path-relay',
  },
] as const;

/** How pictures and sound of a site get out of its network; a choice holds at once. */
export function MediaPath({ site, onChanged }: { site: Site; onChanged: () => void }) {
  const ask = useAsk();
  // What was just chosen shows at once, before the site has been read again.
  const [chosen, setChosen] = useState<Path | null>(null);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const set = async (iceTransportPolicy: Path) => {
    await ask('setSiteMediaPath', { params: { siteId: site.siteId }, body: { iceTransportPolicy } });
    setSaid('Saved. It holds from the next call on.');
    onChanged();
  };
  return (
    <details className="nhsuk-details" data-testid="media-path">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">
          Network of {site.name}: {site.iceTransportPolicy === 'relay' ? 'relay only' : 'best way'}
        </span>
      </summary>
      <div className="nhsuk-details__text">
        <Radios
          legend="Way of pictures and sound"
          large={false}
          name={`media-path-${site.siteId}`}
          choices={choices}
          value={chosen ?? site.iceTransportPolicy}
          onChoose={(path) => {
            setChosen(path);
            setSaid('');
            setProblem(null);
            set(path).catch((error: unknown) => {
              setChosen(null);
              setProblem(messageOf(error));
            });
          }}
        />
        <p role="status">{said}</p>
        {problem === null ? null : (
          <p className="bedside-note bedside-note--problem" role="alert">
            {problem}
          </p>
        )}
      </div>
    </details>
  );
}

/** The sites of an organisation, and the stations staff call from. */
export function Sites({ organisationId }: { organisationId: OrganisationId }) {
  const { loaded, reload } = useEndpoint('listSites', { params: { organisationId } });
  return (
    <section aria-labelledby="sites-title">
      <h2 className="nhsuk-heading-m" id="sites-title">
        Sites and stations
      </h2>
      <AddSite organisationId={organisationId} onAdded={reload} />
      {loaded.state === 'loading' ? <Loading what="sites" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' && loaded.value.sites.length === 0 ? (
        <p className="bedside-empty">There is no site yet. Add the first one.</p>
      ) : null}
      {loaded.state === 'ready'
        ? loaded.value.sites.map((site) => <SitePanel key={site.siteId} site={site} onChanged={reload} />)
        : null}
      {loaded.state === 'ready' && loaded.value.sites.some(isPrison) ? (
        <PrisonFeeds organisationId={organisationId} prisons={loaded.value.sites.filter(isPrison)} />
      ) : null}
    </section>
  );
}

function isPrison({ kind }: Site): boolean {
  return kind === 'prison';
}

function SitePanel({ site, onChanged }: { site: Site & { stations: Station[] }; onChanged: () => void }) {
  return (
    <div className="bedside-panel" data-testid="site">
      <h3 className="nhsuk-heading-s">{site.name}</h3>
      <p className="bedside-panel__facts">
        {siteKindWords[site.kind] ?? site.kind}
        {site.phone === null ? ', no telephone number' : `, ${site.phone}`}
      </p>
      {site.kind === 'home' ? (
        <p className="bedside-empty">
          Patients here join by a link and need no station. The telephone number is shown to them.
        </p>
      ) : null}
      {site.kind !== 'home' && site.stations.length === 0 ? (
        <p className="bedside-empty">No station yet.</p>
      ) : null}
      <ul className="bedside-rows">
        {site.stations.map((station) => (
          <StationRow key={station.stationId} station={station} onChanged={onChanged} />
        ))}
      </ul>
      {site.kind === 'home' ? null : (
        <>
          <AddStation site={site} onAdded={onChanged} />
          <MediaPath site={site} onChanged={onChanged} />
        </>
      )}
      {site.kind === 'prison' ? <Establishment site={site} onChanged={onChanged} /> : null}
      {site.kind === 'prison' ? <PrisonDaySettings site={site} /> : null}
    </div>
  );
}
