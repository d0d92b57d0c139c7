import { use, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { RemoteTracks } from '../media/remote-streams.ts';
import { playThrough, SoundOutput } from '../devices/sound-output.ts';

/** Another person: picture and sound in separate elements, because a browser may refuse to start the sound. */
export function RemoteMedia({ tracks, onFirstFrame }: { tracks: RemoteTracks; onFirstFrame: () => void }) {
  return (
    <>
      <RemotePicture track={tracks.video} onFirstFrame={onFirstFrame} />
      <RemoteSound track={tracks.audio} />
    </>
  );
}

function RemotePicture({
  track,
  onFirstFrame,
}: {
  track: MediaStreamTrack | null;
  onFirstFrame: () => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null || track === null) return;
    element.srcObject = new MediaStream([track]);
    const frame = element.requestVideoFrameCallback(() => {
      performance.mark('bedside:first-frame');
      onFirstFrame();
    });
    // Muted pictures may always play; an interruption means that a newer picture has come.
    element.play().catch(() => undefined);
    return () => {
      element.cancelVideoFrameCallback(frame);
      element.srcObject = null;
    };
  }, [track, onFirstFrame]);
  return (
    <video
      className="bedside-tile__picture"
      data-testid="remote-video"
      ref={video}
      muted
      playsInline
      autoPlay
    />
  );
}

function RemoteSound({ track }: { track: MediaStreamTrack | null }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const output = use(SoundOutput);
  useEffect(() => {
    if (audio.current !== null) playThrough(audio.current, output);
  }, [output]);
  useEffect(() => {
    const element = audio.current;
    if (element === null || track === null) return;
    element.srcObject = new MediaStream([track]);
    element.play().then(
      () => {
        setBlocked(false);
      },
      (error: unknown) => {
        setBlocked(error instanceof DOMException && error.name === 'NotAllowedError');
      },
    );
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  const hear = () => {
    audio.current?.play().then(() => {
      setBlocked(false);
    }, reportError);
  };
  return (
    <>
      <audio ref={audio} data-testid="remote-audio" />
      {blocked ? (
        <div className="bedside-tile__hear" role="alert">
          <Button onClick={hear} data-testid="hear">
            Press to hear
          </Button>
        </div>
      ) : null}
    </>
  );
}
