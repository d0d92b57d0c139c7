import { useEffect, useRef } from 'react';
import { useObservable } from '../service/hooks.ts';
import { facingInUse } from './camera-facing.ts';
import type { LocalSource } from './local-media.ts';
import type { OwnDevices } from './own-devices.ts';

const words: Record<LocalSource['state'], string> = {
  opening: 'Your camera is starting',
  open: 'Your camera is off',
  taken: 'Your camera is used by something else',
  failed: 'No camera',
};

/** One's own picture, small and mirrored as people know themselves; what a camera at the back sees is not mirrored. */
export function OwnPicture({ devices, on }: { devices: OwnDevices; on: boolean }) {
  const { camera } = useObservable(devices.view);
  const list = useObservable(devices.list);
  const video = useRef<HTMLVideoElement>(null);
  const track = camera.state === 'open' && on ? camera.track : null;
  useEffect(() => {
    const element = video.current;
    if (element === null || track === null) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <div className="bedside-stage__own">
      <video
        data-testid="own-video"
        ref={video}
        muted
        playsInline
        autoPlay
        hidden={track === null}
        className={facingInUse(track, list) === 'environment' ? 'bedside-stage__outward' : undefined}
        aria-label="Your own picture"
      />
      {track === null ? <p>{words[camera.state]}</p> : null}
    </div>
  );
}
