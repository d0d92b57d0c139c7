import { useObservable } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { canTurnRound } from './camera-facing.ts';
import type { OwnDevices } from './own-devices.ts';

/** Shows what is before the tablet instead of who holds it, or the other way; absent where there is one camera. */
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
