import type { StationCall } from '../../../domain/states/wire.ts';
import { TelephoneLink } from '../ui/status.tsx';

type Lost = NonNullable<Extract<StationCall['life'], { phase: 'active' }>['lostSound']>;

/** The clinician does not hear this station: staff are told in large type who rings whom. */
export function LostSound({ lost }: { lost: Lost | null }) {
  if (lost === null) return null;
  return (
    <section className="bedside-lost-sound" data-testid="lost-sound" aria-labelledby="lost-sound-title">
      <h2 id="lost-sound-title" className="bedside-lost-sound__title">
        The clinician cannot hear you: the connection is too weak even for sound
      </h2>
      <p className="bedside-lost-sound__number">
        {lost.sitePhone === null
          ? 'The clinician knows no telephone number of this site.'
          : `Stay near the telephone. The clinician will ring ${lost.sitePhone}.`}
      </p>
      {lost.hubPhone === null ? null : (
        <p className="bedside-lost-sound__number">
          You can ring the hub: <TelephoneLink number={lost.hubPhone} />
        </p>
      )}
      <p>
        Life in danger? <strong>Call 999.</strong> The video is kept and comes back by itself.
      </p>
    </section>
  );
}
