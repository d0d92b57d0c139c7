import { useEffect, useRef, useState } from 'react';
import { picturesFirst, sourceNames } from '../../../../domain/rooms/sources.ts';
import type { Source } from '../../../../domain/rooms/wire.ts';
import { Button } from '../../ui/button.tsx';
import { adviceFor } from '../devices/device-words.ts';
import { LocalMedia, type LocalSource, type LocalView, trackOf } from '../devices/local-media.ts';

/**
 * Camera and microphone while this is shown: a picture, and a bar that moves with the sound. Both have their place before
 * they are there: what stands below must not move away from under a finger when a device opens.
 */
export function DevicePreview() {
  const [media] = useState(() => new LocalMedia());
  const [view, setView] = useState<LocalView>(() => media.view.get());
  useEffect(() => {
    const stop = media.view.subscribe(() => {
      // Nothing is sent from here: the tracks are on, so that the person sees and hears themself.
      for (const source of sourceNames) {
        const track = media.track(source);
        if (track !== null) track.enabled = true;
      }
      setView(media.view.get());
    });
    media.open().catch(reportError);
    return () => {
      stop();
      media.close();
    };
  }, [media]);
  return (
    <div className="bedside-preview">
      {view.camera.state === 'failed' ? null : <Picture track={trackOf(view.camera)} />}
      {view.microphone.state === 'failed' ? null : <LevelMeter track={trackOf(view.microphone)} />}
      <div role="status">
        {picturesFirst.map((source) => (
          <Standing key={source} source={source} found={view[source]} />
        ))}
      </div>
      {hasFailed(view) ? (
        <Button
          variant="secondary"
          small
          data-testid="try-devices-again"
          onClick={() => {
            media.retry().catch(reportError);
          }}
        >
          Try again
        </Button>
      ) : null}
    </div>
  );
}

/** Whether one of them works, and what to do where it does not. */
function Standing({ source, found }: { source: Source; found: LocalSource }) {
  const name = source === 'camera' ? 'Camera' : 'Microphone';
  if (found.state === 'failed') {
    return (
      <p className="bedside-preview__bad">
        <strong>{name}: not working.</strong> {adviceFor(source, found.problem)}
      </p>
    );
  }
  return (
    <p className="bedside-preview__line">
      {name}: {found.state === 'open' ? `working (${found.track.label || 'default'})` : 'starting…'}
    </p>
  );
}

/** The advice names a button by which it is tried again: it stays until all is there. */
function hasFailed(view: LocalView): boolean {
  return sourceNames.some((source) => view[source].state === 'failed');
}

function Picture({ track }: { track: MediaStreamTrack | null }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current === null || track === null) return;
    video.current.srcObject = new MediaStream([track]);
    video.current.play().catch(() => undefined);
  }, [track]);
  return (
    <video
      className="bedside-preview__picture"
      ref={video}
      muted
      playsInline
      autoPlay
      aria-label="Your own picture"
    />
  );
}

/** Loudness from 0 to 100; speech at arm's length should move it well past the start. */
function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (track === null) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      setLevel(Math.min(100, Math.round(loudness * 400)));
    }, 100);
    return () => {
      clearInterval(timer);
      context.close().catch(reportError);
    };
  }, [track]);
  return (
    <p className="bedside-preview__level">
      <label htmlFor="microphone-level">Say something: the bar should move</label>
      <meter id="microphone-level" min={0} max={100} value={level} />
    </p>
  );
}
