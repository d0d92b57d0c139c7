import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { useObservable } from '../../service/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { canTurnRound } from '../devices/capture-constraints.ts';
import type { OwnDevices } from '../devices/own-devices.ts';
import { type Floating, FloatingPicture } from './floating-picture.ts';

/**
 * How the visit is shown: in a small window above all others, or full screen. What the browser cannot do is not
 * offered.
 */
export function ViewControls({ visit, large }: { visit: RefObject<HTMLElement | null>; large: Floating }) {
  return (
    <div className="bedside-view" role="group" aria-label="View">
      {FloatingPicture.isPossible() ? <SmallWindow large={large} /> : null}
      {canFillScreen() ? <FullScreen visit={visit} /> : null}
    </div>
  );
}

function SmallWindow({ large }: { large: Floating }) {
  const [picture] = useState(() => new FloatingPicture());
  const [failed, setFailed] = useState(false);
  const open = useObservable(picture.isOpen);
  useEffect(() => {
    picture.show(large);
  }, [picture, large]);
  useEffect(
    () => () => {
      picture.close();
    },
    [picture],
  );
  if (!open && !(large instanceof MediaStreamTrack)) return null;
  const press = () => {
    if (open) picture.close();
    else
      picture.open().then((opened) => {
        setFailed(!opened);
      }, reportError);
  };
  return (
    <>
      <Button variant="secondary" small data-testid="small-window" data-open={open} onClick={press}>
        {open ? 'Close the small window' : 'Small window'}
      </Button>
      <span role="status">{failed ? 'The small window could not be opened.' : ''}</span>
    </>
  );
}

function FullScreen({ visit }: { visit: RefObject<HTMLElement | null> }) {
  const [failed, setFailed] = useState(false);
  const full = useSyncExternalStore(onFullScreenChange, isFullScreen);
  const press = () => {
    const done = full ? document.exitFullscreen() : visit.current?.requestFullscreen();
    done?.then(
      () => {
        setFailed(false);
      },
      () => {
        setFailed(true);
      },
    );
  };
  return (
    <>
      <Button variant="secondary" small data-testid="full-screen" data-full={full} onClick={press}>
        {full ? 'Leave full screen' : 'Full screen'}
      </Button>
      <span role="status">{failed ? 'The full screen is not available here.' : ''}</span>
    </>
  );
}

/** By the button, by Escape and by the browser's own controls alike. */
function onFullScreenChange(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed);
  return () => {
    document.removeEventListener('fullscreenchange', changed);
  };
}

function isFullScreen(): boolean {
  return document.fullscreenElement !== null;
}

function canFillScreen(): boolean {
  return document.fullscreenEnabled && 'requestFullscreen' in HTMLElement.prototype;
}

/** Switches between the back and the front camera of a tablet; absent if there is one camera. */
export function TurnCamera({ devices }: { devices: OwnDevices }) {
  const list = useObservable(devices.list);
  const { camera } = useObservable(devices.view);
  const track = camera.state === 'open' ? camera.track : null;
  if (!canTurnRound(track, list)) return null;
  return (
    <Button
      variant="secondary"
      data-testid="turn-camera"
      onClick={() => {
        devices.turnCamera().catch(reportError);
      }}
    >
      Turn camera round
    </Button>
  );
}
