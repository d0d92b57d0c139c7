import { useState } from 'react';
import { useRingTone } from '../service/ring-tone.ts';
import { CheckSteps } from './check-steps.tsx';
import type { CheckRun } from './media-check.ts';

/** A quiet line that opens into the whole check: never in the way of a call. */
export function CheckThisDevice({ run }: { run: CheckRun }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="bedside-link-button"
        data-testid="check-this-device"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? 'Stop the check' : 'Check this device'}
      </button>
      {open ? <OpenCheck run={run} /> : null}
    </>
  );
}

function OpenCheck({ run }: { run: CheckRun }) {
  const tone = useRingTone();
  return (
    <div className="bedside-check">
      <CheckSteps tone={tone} run={run} />
    </div>
  );
}
