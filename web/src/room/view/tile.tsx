import classNames from 'classnames';
import { useCallback, useState } from 'react';
import type { ParticipantView } from '../../../../domain/rooms/wire.ts';
import { Announcement } from '../../ui/status.tsx';
import { otherMissing, silenceOf } from './own-media.tsx';
import type { Standing } from '../quality/picture-watch.ts';
import { RemoteMedia } from './remote-media.tsx';
import type { RemoteTracks } from '../media/remote-streams.ts';
import { StandingPicture } from './trouble.tsx';
import { standingNews } from './room-words.ts';

const noTracks: RemoteTracks = { audio: null, video: null };

type Choosing = { chosen: boolean; onChoose: () => void };

type TileProps = {
  participant: ParticipantView;
  tracks: RemoteTracks | undefined;
  size: 'alone' | 'large' | 'small';
  connecting: boolean;
  soundOnly: boolean;
  standing: Standing | null;
  interrupted: boolean;
  speaking: boolean;
  choosing: Choosing | null;
};

/**
 * One other person in the room: `alone` needs no name on the picture, one of several `large` does, and a `small` one
 * has space for little more. At `soundOnly` their last picture is left out, because it would pass for how they are
 * now; a `standing` one says so. `interrupted` while this browser has lost its own connection. `choosing` if they can
 * be shown large in place of the usual people.
 */
export function Tile(props: TileProps) {
  const {
    participant,
    tracks = noTracks,
    size,
    connecting,
    soundOnly,
    interrupted,
    speaking,
    choosing,
  } = props;
  const { name, sources, connection } = participant;
  const expected = sources.camera === 'on' && !soundOnly;
  const track = expected ? tracks.video : null;
  const { seen: picture, firstFrame } = useSeen(track);
  const standing = picture ? props.standing : null;
  const missing = otherMissing(participant);
  const small = size === 'small';
  const caption = small ? name : missing || (size === 'large' ? name : '');
  const waiting = connecting || small ? 'Connecting…' : `Connecting to ${name}…`;
  return (
    <figure
      className={classNames('bedside-tile', {
        'bedside-tile--dark': !picture,
        'bedside-tile--standing': standing !== null,
        'bedside-tile--speaking': speaking,
      })}
      data-testid="tile"
      data-name={name}
      data-speaking={speaking}
    >
      <RemoteMedia tracks={{ ...tracks, video: track }} onFirstFrame={firstFrame} />
      {picture ? null : <p className="bedside-tile__waiting">{expected ? waiting : 'No picture'}</p>}
      {standing === null ? null : <StandingPicture standing={standing} small={small} />}
      {caption === '' ? null : (
        <figcaption>
          <span className="bedside-tile__name">{caption}</span>
          {small ? <span className="bedside-tile__silent">{silenceOf(participant)}</span> : null}
          {speaking ? <span className="bedside-tile__speaking"> speaking</span> : null}
        </figcaption>
      )}
      {choosing === null ? null : <ChooseButton name={name} {...choosing} />}
      <Announcement>
        {[missing, standingNews(name, { standing, connection, interrupted })].join(' ').trim()}
      </Announcement>
    </figure>
  );
}

/** Whether a picture of this track has been seen. A track that comes back starts again as not seen. */
function useSeen(track: MediaStreamTrack | null): { seen: boolean; firstFrame: () => void } {
  const [seen, setSeen] = useState<MediaStreamTrack | null>(null);
  if (track === null && seen !== null) setSeen(null);
  const firstFrame = useCallback(() => {
    setSeen(track);
  }, [track]);
  return { seen: track !== null && seen === track, firstFrame };
}

/** The label begins with the text on the button, for people who speak to their browser. */
function ChooseButton({ name, chosen, onChoose }: Choosing & { name: string }) {
  return (
    <button
      type="button"
      className="bedside-tile__choose"
      data-testid="show-large"
      aria-label={chosen ? `As usual: do not show ${name} large` : `Show large: ${name}`}
      onClick={onChoose}
    >
      {chosen ? 'As usual' : 'Show large'}
    </button>
  );
}
