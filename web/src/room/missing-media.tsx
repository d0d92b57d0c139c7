import type { ParticipantView, Source } from '../../../domain/contract/media.ts';
import { Button } from '../ui/button.tsx';
import { adviceFor } from './device-problem.ts';
import type { RoomKeeper, RoomView } from './room-keeper.ts';

/** What of one's own is missing, and how to get it back. The call goes on without it. */
export function OwnMissing({ keeper, view }: { keeper: RoomKeeper; view: RoomView }) {
  const failed = (['microphone', 'camera'] as const).flatMap((source) => {
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
        look="secondary"
        small
        onClick={() => {
          keeper.retryDevices().catch(reportError);
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
  if (microphone === 'on' && camera === 'on') return '';
  const parts = [
    camera === 'missing' ? 'has no camera' : camera === 'off' ? 'has switched the camera off' : '',
    microphone === 'missing' ? 'has no microphone' : microphone === 'off' ? 'is muted' : '',
  ];
  return `${name} ${parts.filter((part) => part !== '').join(' and ')}.`;
}
