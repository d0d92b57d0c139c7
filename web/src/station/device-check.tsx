import { useEffect, useState } from 'react';
import { CheckThisDevice } from '../check/check-this-device.tsx';
import type { CheckRun } from '../check/media-check.ts';

type Permission = PermissionState | 'unknown';

/** Whether the browser would let us use camera and microphone; asks nobody. */
function usePermission(name: 'camera' | 'microphone'): Permission {
  const [state, setState] = useState<Permission>('unknown');
  useEffect(() => {
    let status: PermissionStatus | undefined;
    let wanted = true;
    const read = () => {
      if (wanted && status !== undefined) setState(status.state);
    };
    // Firefox does not know these names; the check below still works there.
    (navigator as Partial<Navigator>).permissions?.query({ name }).then(
      (found) => {
        status = found;
        found.addEventListener('change', read);
        read();
      },
      () => undefined,
    );
    return () => {
      wanted = false;
      status?.removeEventListener('change', read);
    };
  }, [name]);
  return state;
}

const words: Record<Permission, string> = {
  granted: 'allowed',
  denied: 'blocked in this browser',
  prompt: 'the browser will ask when you call',
  unknown: 'not checked yet',
};

/** Quiet, below the button: never in the way of a call. */
export function DeviceCheck({ run }: { run: CheckRun }) {
  const camera = usePermission('camera');
  const microphone = usePermission('microphone');
  return (
    <section className="bedside-device-check" aria-label="This device">
      <p>
        Camera: {words[camera]}. Microphone: {words[microphone]}.
      </p>
      <CheckThisDevice run={run} />
    </section>
  );
}
