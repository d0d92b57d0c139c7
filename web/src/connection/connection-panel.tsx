import { useEffect, useState } from 'react';
import type { VisitQuality } from '../../../domain/quality/wire.ts';
import type { VisitId } from '../../../domain/ids.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { lazyPart } from '../ui/failure.tsx';
import { Loading } from '../ui/status.tsx';
import { sampleEveryMs } from '../room/quality/quality-sampler.ts';
import { connectionSentence } from './quality-words.ts';

// The drawing is of use to few visits and would be loaded by every station.
const ConnectionPlots = lazyPart({
  name: 'the drawing',
  load: () => import('./connection-plots.tsx'),
  pick: ({ ConnectionPlots: drawing }) => drawing,
});

/** How everybody’s connection is, for the clinician who opens it; asks the service only while it is open. */
export function ConnectionPanel({ visitId }: { visitId: VisitId }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="nhsuk-details bedside-connection"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary className="nhsuk-details__summary" data-testid="connection">
        <span className="nhsuk-details__summary-text">Connection</span>
      </summary>
      {open ? <Connections visitId={visitId} /> : null}
    </details>
  );
}

function Connections({ visitId }: { visitId: VisitId }) {
  const { quality, trouble } = useVisitQuality(visitId);
  return (
    <div className="bedside-connection__now">
      <div role="alert">{trouble === null ? null : <p>{trouble}</p>}</div>
      {quality === null ? (
        trouble === null && <Loading what="the connections" />
      ) : (
        <Measured quality={quality} />
      )}
    </div>
  );
}

function Measured({ quality }: { quality: VisitQuality }) {
  if (quality.participants.length === 0) {
    return (
      <p className="bedside-empty">
        Nothing has been measured yet. The first figures come about a quarter of a minute after the visit has
        begun.
      </p>
    );
  }
  const now = Date.parse(quality.now);
  return (
    <>
      <ul className="bedside-connection__sentences" data-testid="connection-sentences">
        {quality.participants.map((one, n) => (
          <li key={n} data-grade={one.samples.at(-1)?.grade}>
            {connectionSentence(one, now)}
          </li>
        ))}
      </ul>
      <ConnectionPlots quality={quality} />
    </>
  );
}

/** Read now and every five seconds; what was read last stays when a later reading fails, beside why it failed. */
function useVisitQuality(visitId: VisitId): { quality: VisitQuality | null; trouble: string | null } {
  const ask = useAsk();
  const { timers } = useServices();
  const [read, setRead] = useState<{ quality: VisitQuality | null; trouble: string | null }>({
    quality: null,
    trouble: null,
  });
  useEffect(() => {
    let wanted = true;
    const readNow = () => {
      ask('readVisitQuality', { params: { visitId } }).then(
        (quality) => {
          if (wanted) setRead({ quality, trouble: null });
        },
        (error: unknown) => {
          if (wanted) setRead(({ quality }) => ({ quality, trouble: messageOf(error) }));
        },
      );
    };
    readNow();
    const stop = timers.every(sampleEveryMs, readNow);
    return () => {
      wanted = false;
      stop();
    };
  }, [ask, timers, visitId]);
  return read;
}
