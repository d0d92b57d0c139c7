import { useState } from 'react';
import type { Site } from '../../../domain/contract/rest.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Radios } from '../ui/choices.tsx';

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
