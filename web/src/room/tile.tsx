import classNames from 'classnames';
import { useCallback, useState } from 'react';
import type { ParticipantView } from '../../../domain/contract/media.ts';
import { Announcement } from '../ui/status.tsx';
import type { RemoteTracks } from './remote-streams.ts';
import { otherMissing } from './missing-media.tsx';
import { RemoteMedia } from './remote-media.tsx';

const noTracks: RemoteTracks = { audio: null, video: null };

/** One other person in the room. `named` where several are seen and the picture alone does not say who it is. */
export function Tile(props: {
  participant: ParticipantView;
  tracks: RemoteTracks | undefined;
  named: boolean;
  connecting: boolean;
}) {
  const { participant, tracks = noTracks, named, connecting } = props;
  const { name, sources } = participant;
  const [seen, setSeen] = useState<MediaStreamTrack | null>(null);
  const track = tracks.video;
  const firstFrame = useCallback(() => {
    setSeen(track);
  }, [track]);
  const picture = track !== null && seen === track && sources.camera === 'on';
  const missing = otherMissing(participant);
  const waiting = connecting ? 'Connecting…' : `Connecting to ${name}…`;
  return (
    <figure
      className={classNames('bedside-tile', { 'bedside-tile--dark': !picture })}
      data-testid="tile"
      data-name={name}
    >
      <RemoteMedia tracks={tracks} onFirstFrame={firstFrame} />
      {picture ? null : (
        <p className="bedside-tile__waiting">{sources.camera === 'on' ? waiting : 'No picture'}</p>
      )}
      {named || missing !== '' ? <figcaption>{missing === '' ? name : missing}</figcaption> : null}
      <Announcement>{missing}</Announcement>
    </figure>
  );
}
