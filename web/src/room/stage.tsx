import classNames from 'classnames';
import { useState } from 'react';
import type { ParticipantView } from '../../../domain/contract/media.ts';
import type { ParticipantId } from '../../../domain/ids.ts';
import { useObservable } from '../service/hooks.ts';
import { arrange, asKnown } from './arrangement.ts';
import { OwnPicture } from './own-media.tsx';
import type { RoomKeeper, RoomView } from './room-keeper.ts';
import { Tile } from './tile.tsx';
import { Trouble } from './trouble.tsx';

/** Everybody in the room: who matters most to this person large, others below, oneself in the corner. */
export function Stage(props: { keeper: RoomKeeper; view: RoomView; otherName: string }) {
  const { keeper, view, otherName } = props;
  const speaker = useObservable(keeper.speaker);
  const [chosen, setChosen] = useState<ParticipantId | null>(null);
  const others = (view.room?.others ?? []).map((other) => asKnown(other, otherName));
  const { large, small } = arrange(keeper.role, others, chosen);
  const many = large.length > 1;
  const tile = (participant: ParticipantView, named: boolean) => {
    const { participantId } = participant;
    return (
      <Tile
        key={participantId}
        participant={participant}
        tracks={view.room?.remotes[participantId]}
        connecting={isConnecting(view)}
        soundOnly={view.room?.pictures === 'audio'}
        speaking={participantId === speaker}
        named={named}
        // Between two there is nothing to choose, nor for who is large anyway.
        choosing={
          others.length < 2 || (!many && large.includes(participant) && participantId !== chosen)
            ? null
            : {
                chosen: participantId === chosen,
                onChoose: () => {
                  setChosen(participantId === chosen ? null : participantId);
                },
              }
        }
      />
    );
  };
  return (
    <>
      <div className={classNames('bedside-stage', { 'bedside-stage--many': many })}>
        {large.map((participant) => tile(participant, others.length > 1))}
        {large.length === 0 ? <p className="bedside-stage__waiting">{waitingText(view, otherName)}</p> : null}
        <Trouble view={view} others={others} />
        <OwnPicture camera={view.local.camera} on={view.wanted.camera === 'on'} />
      </div>
      {small.length === 0 ? null : (
        <div className="bedside-tiles" role="group" aria-label="Others in the visit">
          {small.map((participant) => tile(participant, true))}
        </div>
      )}
    </>
  );
}

function waitingText(view: RoomView, otherName: string): string {
  return isConnecting(view) ? 'Connecting…' : `Waiting for ${otherName} to join…`;
}

function isConnecting({ status }: RoomView): boolean {
  return status === 'retrying' || status === 'joining';
}
