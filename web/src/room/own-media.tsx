import { useEffect, useRef } from 'react';
import type { LocalSource } from './local-media.ts';

const words: Record<LocalSource['state'], string> = {
  opening: 'Your camera is starting',
  open: 'Your camera is off',
  failed: 'No camera',
};

/** One's own picture, small and mirrored as people know themselves. */
export function OwnPicture({ camera, on }: { camera: LocalSource; on: boolean }) {
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
        aria-label="Your own picture"
      />
      {track === null ? <p>{words[camera.state]}</p> : null}
    </div>
  );
}
