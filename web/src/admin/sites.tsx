import { useCallback } from 'react';
import type { Site, Station } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { siteKindWords } from '../clinician/clinician-words.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { AddSite, AddStation } from './add-site.tsx';
import { MediaPath } from './media-path.tsx';
import { StationRow } from './station-row.tsx';

/** The sites of an organisation, and the stations staff call from. */
export function Sites({ organisationId }: { organisationId: OrganisationId }) {
  const ask = useAsk();
  const load = useCallback(() => ask('listSites', { params: { organisationId } }), [ask, organisationId]);
  const { loaded, reload } = useLoaded(load);
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
    </section>
  );
}

function SitePanel({ site, onChanged }: { site: Site & { stations: Station[] }; onChanged: () => void }) {
  return (
    <div className="bedside-panel" data-testid="site">
      <h3 className="nhsuk-heading-s">{site.name}</h3>
      <p className="bedside-panel__facts">
        {siteKindWords[site.kind] ?? site.kind}
        {site.phone === null ? ', no telephone number' : `, ${site.phone}`}
      </p>
      {site.stations.length === 0 ? <p className="bedside-empty">No station yet.</p> : null}
      <ul className="bedside-rows">
        {site.stations.map((station) => (
          <StationRow key={station.stationId} station={station} onChanged={onChanged} />
        ))}
      </ul>
      <AddStation site={site} onAdded={onChanged} />
      <MediaPath site={site} onChanged={onChanged} />
    </div>
  );
}
