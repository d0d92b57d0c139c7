import classNames from 'classnames';
import type { ParticipantView } from '../../../domain/contract/media.ts';
import { arrange } from './arrangement.ts';
import { OwnPicture } from './own-media.tsx';
import type { RoomKeeper, RoomView } from './room-keeper.ts';
import { Tile } from './tile.tsx';
import { Trouble } from './trouble.tsx';

/** Everybody in the room: who matters most to this person large, others below, oneself in the corner. */
export function Stage(props: { keeper: RoomKeeper; view: RoomView; otherName: string }) {
  const { keeper, view, otherName } = props;
  // A station is known by its device's name in the room, and by its site to people.
  const others = (view.room?.others ?? []).map((other) =>
    other.role === 'station' ? { ...other, name: otherName } : other,
  );
  const { large, small } = arrange(keeper.role, others);
  const many = large.length > 1;
  return (
    <>
      <div className={classNames('bedside-stage', { 'bedside-stage--many': many })}>
        {large.map((participant) => (
          <Tile key={participant.participantId} {...tileOf(participant, view)} named={many} />
        ))}
        {large.length === 0 ? <p className="bedside-stage__waiting">{waitingText(view, otherName)}</p> : null}
        <Trouble view={view} others={others} />
        <OwnPicture camera={view.local.camera} on={view.wanted.camera === 'on'} />
      </div>
      {small.length === 0 ? null : (
        <div className="bedside-tiles" role="group" aria-label="Others in the visit">
          {small.map((participant) => (
            <Tile key={participant.participantId} {...tileOf(participant, view)} named />
          ))}
        </div>
      )}
    </>
  );
}

function tileOf(participant: ParticipantView, view: RoomView) {
  return {
    participant,
    tracks: view.room?.remotes[participant.participantId],
    connecting: isConnecting(view),
  };
}

function waitingText(view: RoomView, otherName: string): string {
  return isConnecting(view) ? 'Connecting…' : `Waiting for ${otherName} to join…`;
}

function isConnecting({ status }: RoomView): boolean {
  return status === 'retrying' || status === 'joining';
}
