import classNames from 'classnames';
import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import type { ParticipantView } from '../../../../domain/rooms/wire.ts';
import type { ParticipantId } from '../../../../domain/ids.ts';
import { useObservable } from '../../service/hooks.ts';
import { arrange, asKnown } from '../session/arrangement.ts';
import type { Floating } from './floating-picture.ts';
import { OwnPicture } from './own-media.tsx';
import type { Standings } from '../quality/picture-watch.ts';
import type { RoomSession, RoomView } from '../session/room-session.ts';
import { Tile } from './tile.tsx';
import { Trouble } from './trouble.tsx';
import { isInterrupted } from './room-words.ts';
import { ViewControls } from './view-controls.tsx';

type StageProps = {
  session: RoomSession;
  view: RoomView;
  otherName: string;
  visit: RefObject<HTMLElement | null>;
  /** Above the pictures, read out at once. */
  alert: ReactNode;
  /** The other side is not in the visit any more, which `alert` says. */
  lost: boolean;
};

/** Everybody in the room: who matters most to this person large, others below, oneself in the corner. */
export function Stage({ session, view, otherName, visit, alert, lost }: StageProps) {
  const speaker = useObservable(session.speaker);
  const standing = useObservable(session.pictureWatch.standing);
  const [chosen, setChosen] = useState<ParticipantId | null>(null);
  const others = (view.room?.others ?? []).map((other) => asKnown(other, otherName));
  const { large, small } = useArranged(session, others, chosen);
  const many = large.length > 1;
  // Between two there is nothing to choose, nor for a person who is large anyway.
  const mayChoose = (one: ParticipantView) =>
    others.length > 1 && (many || !large.includes(one) || one.participantId === chosen);
  const choosing = (one: ParticipantId) => ({
    chosen: one === chosen,
    onChoose: () => {
      setChosen(one === chosen ? null : one);
    },
  });
  const tile = (participant: ParticipantView, size: 'alone' | 'large' | 'small') => (
    <Tile
      key={participant.participantId}
      participant={participant}
      tracks={view.room?.remotes[participant.participantId]}
      connecting={isConnecting(view)}
      soundOnly={view.room?.pictures === 'audio'}
      standing={standing[participant.participantId] ?? null}
      interrupted={isInterrupted(view)}
      speaking={participant.participantId === speaker}
      size={size}
      choosing={mayChoose(participant) ? choosing(participant.participantId) : null}
    />
  );
  return (
    <>
      {/* Above what may need any number of lines, which would push them under the bar with the call's controls. */}
      <ViewControls visit={visit} large={floating(large[0], { view, standing })} />
      <div role="alert">{alert}</div>
      <div className={classNames('bedside-stage', { 'bedside-stage--many': many })}>
        {large.map((participant) => tile(participant, others.length > 1 ? 'large' : 'alone'))}
        {large.length === 0 ? (
          <p className="bedside-stage__waiting">{waitingText(view, { otherName, lost })}</p>
        ) : null}
        {lost ? null : <Trouble view={view} others={others} />}
        <OwnPicture devices={session.devices} on={view.wanted.camera === 'on'} />
      </div>
      {small.length === 0 ? null : (
        <div className="bedside-tiles" role="group" aria-label="Others in the visit">
          {small.map((participant) => tile(participant, 'small'))}
        </div>
      )}
    </>
  );
}

/** Who is large and who is small. Sent to the service, which then sends the small picture of the small ones. */
function useArranged(
  session: RoomSession,
  others: readonly ParticipantView[],
  chosen: ParticipantId | null,
): ReturnType<typeof arrange> {
  const { large, small } = arrange(session.role, others, chosen);
  const ids = large.map(({ participantId }) => participantId).join();
  const everybody = small.length === 0;
  useEffect(() => {
    session.showLarge(everybody ? 'everybody' : (ids.split(',').filter(Boolean) as ParticipantId[]));
  }, [session, ids, everybody]);
  return { large, small };
}

/**
 * The picture for the small window, which has no space for words, so a picture that stands still must not stay in it.
 */
function floating(
  large: ParticipantView | undefined,
  { view, standing }: { view: RoomView; standing: Standings },
): Floating {
  if (large === undefined || standing[large.participantId] !== undefined) return 'on-its-way';
  // The last picture before only sound got through would pass for how they are now.
  if (large.sources.camera !== 'on' || view.room?.pictures === 'audio') return 'none';
  return view.room?.remotes[large.participantId]?.video ?? 'on-its-way';
}

function waitingText(view: RoomView, { otherName, lost }: { otherName: string; lost: boolean }): string {
  if (lost) return `${otherName} is not connected`;
  return isConnecting(view) ? 'Connecting…' : `Waiting for ${otherName} to join…`;
}

function isConnecting({ status }: RoomView): boolean {
  return status === 'retrying' || status === 'joining';
}
