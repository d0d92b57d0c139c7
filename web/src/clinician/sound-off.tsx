import { useObservable } from '../service/hooks.ts';
import type { RingTone } from '../service/ring-tone.ts';
import { Button } from '../ui/button.tsx';

/** After a reload the browser plays nothing before a press; somebody on call must know. */
export function SoundOff({ tone, wanted }: { tone: RingTone; wanted: boolean }) {
  const blocked = useObservable(tone.blocked);
  if (!blocked || !wanted) return null;
  return (
    <div className="bedside-note bedside-note--problem" role="alert" data-testid="sound-off">
      <strong>You would not hear a call: the browser keeps this page silent.</strong>
      <Button
        small
        data-testid="turn-sound-on"
        onClick={() => {
          tone.unlock().catch(reportError);
        }}
      >
        Turn the ring tone on
      </Button>
    </div>
  );
}
