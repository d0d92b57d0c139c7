import { useEffect, useRef } from 'react';
import { picturesFirst, sourceNames } from '../../../../domain/rooms/sources.ts';
import type { ParticipantView, Source, SourceState } from '../../../../domain/rooms/wire.ts';
import { useObservable } from '../../service/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { facingInUse } from '../devices/capture-constraints.ts';
import { adviceFor } from '../devices/device-words.ts';
import type { LocalSource } from '../devices/local-media.ts';
import type { OwnDevices } from '../devices/own-devices.ts';
import type { RoomSession, RoomView } from '../session/room-session.ts';

const words: Record<LocalSource['state'], string> = {
  opening: 'Your camera is starting',
  open: 'Your camera is off',
  taken: 'Your camera is used by something else',
  failed: 'No camera',
};

/** One's own picture, small and mirrored as people know themselves; a back camera is not mirrored. */
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

/** What of one's own is missing, and how to get it back. The call goes on without it. */
export function OwnMissing({ session, view }: { session: RoomSession; view: RoomView }) {
  const failed = sourceNames.flatMap((source) => {
    const found = view.local[source];
    return found.state === 'failed' ? [{ source, problem: found.problem }] : [];
  });
  if (failed.length === 0) return null;
  return (
    <div className="bedside-note bedside-note--problem" role="status">
      <strong>{ownTitle(failed.map(({ source }) => source))}</strong>
      {failed.map(({ source, problem }) => (
        <p key={source}>{adviceFor(source, problem)}</p>
      ))}
      <Button
        variant="secondary"
        small
        onClick={() => {
          session.devices.retry().catch(reportError);
        }}
      >
        Try again
      </Button>
    </div>
  );
}

function ownTitle(missing: readonly Source[]): string {
  if (missing.length === 2) return 'The other side cannot see or hear you.';
  return missing[0] === 'camera'
    ? 'The other side can hear you but cannot see you.'
    : 'The other side can see you but cannot hear you.';
}

/** What the other side has switched off or does not have, in one sentence; empty when all is there. */
export function otherMissing({ name, sources }: ParticipantView): string {
  const { microphone, camera } = sources;
  const parts = [
    camera === 'missing' ? 'has no camera' : camera === 'off' ? 'has switched the camera off' : '',
    microphone === 'missing' ? 'has no microphone' : microphone === 'off' ? 'is muted' : '',
  ].filter((part) => part !== '');
  const taken = picturesFirst.filter((source) => sources[source] === 'taken');
  return [
    ...(parts.length > 0 ? [`${name} ${parts.join(' and ')}.`] : []),
    ...(taken.length > 0 ? [`The ${taken.join(' and ')} of ${name} ${isUsed(taken)}.`] : []),
    ...(camera === 'held' ? [`The connection of ${name} is too weak for their picture.`] : []),
    ...(camera === 'held' && microphone === 'on' ? ['You still hear them.'] : []),
  ].join(' ');
}

function isUsed(taken: readonly Source[]): string {
  return `${taken.length === 1 ? 'is' : 'are'} used by something else, such as a telephone call`;
}

/** Why somebody is not heard, beside their name where there is no space for a sentence; empty when they are. */
export function silenceOf({ sources }: ParticipantView): string {
  return silence[sources.microphone];
}

const silence: Record<SourceState, string> = {
  on: '',
  off: 'muted',
  missing: 'no microphone',
  taken: 'no sound for now',
  held: 'no sound for now',
};

/** Something else uses the own device for now; nothing can be done about it here. */
export function OwnTaken({ view }: { view: RoomView }) {
  const taken = picturesFirst.filter((source) => view.local[source].state === 'taken');
  return (
    <div role="status" data-testid="own-taken">
      {taken.length === 0 ? null : (
        <div className="bedside-note bedside-note--problem">
          <strong>
            Your {taken.join(' and ')} {isUsed(taken)}, or switched off on this device.
          </strong>
          <p>
            {taken.length === 1 ? 'It comes' : 'They come'} back by{' '}
            {taken.length === 1 ? 'itself' : 'themselves'}.
            {taken.includes('microphone') && view.wanted.microphone === 'off' ? ' You are still muted.' : ''}
            {taken.includes('camera') && view.wanted.camera === 'off' ? ' Your camera is still off.' : ''}
          </p>
        </div>
      )}
    </div>
  );
}
