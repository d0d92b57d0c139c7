import type { LastRing, PresenceView } from '../../../domain/states/wire.ts';
import { Button } from '../ui/button.tsx';
import { clockTime } from '../service/words.ts';

/** What became of the last ring, told plainly; after a missed call one press puts its clinician back on call. */
export function LastRingLine(props: {
  lastRing: LastRing | null;
  presence: PresenceView;
  onBack: () => void;
}) {
  const { lastRing, presence, onBack } = props;
  const paused = presence.state === 'paused' && presence.reason === 'missed-a-call';
  if (lastRing === null && !paused) return null;
  const problem = paused || lastRing?.how === 'missed' || lastRing?.how === 'not-reached';
  return (
    <div
      className={problem ? 'bedside-note bedside-note--problem' : 'bedside-note'}
      role="status"
      data-testid="last-ring"
      data-how={lastRing?.how}
    >
      <p>{lastRing === null ? 'You missed a call, so you are paused.' : ringWords(lastRing, paused)}</p>
      {paused ? (
        <Button data-testid="i-am-back" onClick={onBack}>
          I am back
        </Button>
      ) : null}
    </div>
  );
}

function ringWords({ how, siteName, at, byName }: LastRing, paused: boolean): string {
  const time = clockTime(at);
  switch (how) {
    case 'missed':
      return `You missed a call from ${siteName} at ${time}${paused ? ', so you are paused' : ''}.`;
    case 'not-reached':
      return `The call from ${siteName} at ${time} did not reach this browser, so it rang somebody else. Keep this page open and check the network.`;
    case 'taken':
      return `${byName ?? 'A colleague'} took the call from ${siteName}.`;
    case 'cancelled':
      return `The staff at ${siteName} cancelled their call.`;
  }
}
