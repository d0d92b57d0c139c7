import classNames from 'classnames';
import { useCallback, useState } from 'react';
import type { ParticipantView } from '../../../domain/contract/media.ts';
import { Announcement } from '../ui/status.tsx';
import type { RemoteTracks } from './remote-streams.ts';
import { otherMissing, silenceOf } from './missing-media.tsx';
import { RemoteMedia } from './remote-media.tsx';

const noTracks: RemoteTracks = { audio: null, video: null };

type Choosing = { chosen: boolean; onChoose: () => void };

/**
 * One other person in the room: `alone` needs no name on the picture, one of several `large` does, and a `small` one has
 * space for little more. At `soundOnly` without their last picture, which would pass for how they are now. `choosing`
 * where they may be shown large in place of whoever usually is.
 */
export function Tile(props: {
  participant: ParticipantView;
  tracks: RemoteTracks | undefined;
  size: 'alone' | 'large' | 'small';
  connecting: boolean;
  soundOnly: boolean;
  speaking: boolean;
  choosing: Choosing | null;
}) {
  const { participant, tracks = noTracks, size, connecting, soundOnly, speaking, choosing } = props;
  const { name, sources } = participant;
  const [seen, setSeen] = useState<MediaStreamTrack | null>(null);
  const track = soundOnly ? null : tracks.video;
  const firstFrame = useCallback(() => {
    setSeen(track);
  }, [track]);
  const picture = track !== null && seen === track && sources.camera === 'on';
  const missing = otherMissing(participant);
  const small = size === 'small';
  const caption = small ? name : missing || (size === 'large' ? name : '');
  const waiting = connecting || small ? 'Connecting…' : `Connecting to ${name}…`;
  return (
    <figure
      className={classNames('bedside-tile', {
        'bedside-tile--dark': !picture,
        'bedside-tile--speaking': speaking,
      })}
      data-testid="tile"
      data-name={name}
      data-speaking={speaking}
    >
      <RemoteMedia tracks={{ ...tracks, video: track }} onFirstFrame={firstFrame} />
      {picture ? null : (
        <p className="bedside-tile__waiting">
          {sources.camera === 'on' && !soundOnly ? waiting : 'No picture'}
        </p>
      )}
      {caption === '' ? null : (
        <figcaption>
          <span className="bedside-tile__name">{caption}</span>
          {small ? <span className="bedside-tile__silent">{silenceOf(participant)}</span> : null}
          {speaking ? <span className="bedside-tile__speaking"> speaking</span> : null}
        </figcaption>
      )}
      {choosing === null ? null : <ChooseButton name={name} {...choosing} />}
      <Announcement>{missing}</Announcement>
    </figure>
  );
}

/** The label begins with what is to be read on the button, for whoever speaks to their browser. */
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
