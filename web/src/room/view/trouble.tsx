import type { ParticipantView } from '../../../../domain/rooms/wire.ts';
import { useNow } from '../../service/hooks.ts';
import { pageClock, type Standing } from '../quality/picture-watch.ts';
import { isSuspended } from '../session/media-room.ts';
import type { RoomView } from '../session/room-session.ts';
import { isInterrupted, pictureWords, standingWords, troubleWords } from './room-words.ts';

/**
 * The messages across the top of the stage; their frames are always mounted, so that a screen reader notices changes.
 */
export function Trouble({ view, others }: { view: RoomView; others: readonly ParticipantView[] }) {
  const interrupted = isInterrupted(view);
  const words = troubleWords(interrupted ? 'reconnecting' : 'steady', others);
  const pictures = interrupted ? '' : pictureWords(ownMedia(view), others);
  return (
    <div className="bedside-stage__troubles">
      <div role="status" data-testid="trouble">
        {words === '' ? null : <p className="bedside-stage__trouble">{words}</p>}
      </div>
      <div role="status" data-testid="picture-words" data-rung={view.room?.pictures}>
        {pictures === '' ? null : <p className="bedside-stage__trouble">{pictures}</p>}
      </div>
    </div>
  );
}

function ownMedia(view: RoomView): Parameters<typeof pictureWords>[0] {
  const isHeard = view.local.microphone.state === 'open' && view.wanted.microphone === 'on';
  return { pictures: view.room?.pictures ?? 'full', camera: ownCamera(view), isHeard };
}

function ownCamera(view: RoomView): 'on' | 'off' | 'held' {
  if (view.local.camera.state === 'failed' || view.wanted.camera === 'off') return 'off';
  return isSuspended(view.room) ? 'held' : 'on';
}

/** Across a picture that stands still: nobody may take it for how somebody is now. */
export function StandingPicture({ standing, small }: { standing: Standing; small: boolean }) {
  const nowMs = useNow(pageClock);
  const [what, ...more] = standingWords(standing, { nowMs, small });
  return (
    <div className="bedside-tile__standing" data-testid="standing-picture">
      <p>
        <strong>{what}</strong>
        {more.map((words) => (
          <span key={words}>{words}</span>
        ))}
      </p>
    </div>
  );
}
