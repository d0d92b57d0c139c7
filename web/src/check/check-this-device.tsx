import { useState } from 'react';
import { DevicePreview } from '../room/view/preview.tsx';
import { type RingTone, useRingTone } from '../service/ring-tone.ts';
import type { CheckRun } from './media-check.ts';
import { PathCheck } from './path-check.tsx';
import { SpeakerCheck } from './speaker-check.tsx';

/** Everything that a video call needs of this device, step by step. Leaving it ends whatever runs. */
export function CheckSteps({ tone, run }: { tone: RingTone; run: CheckRun }) {
  return (
    <ol className="bedside-check__steps" data-testid="check-steps">
      <li>
        <h2 className="nhsuk-heading-m">Camera and microphone</h2>
        <p>You see yourself, and the bar moves when you speak. Nothing is sent to anyone.</p>
        <DevicePreview />
      </li>
      <li>
        <SpeakerCheck tone={tone} note="Set the volume so that you hear it across the room." />
      </li>
      <li>
        <PathCheck run={run} />
      </li>
    </ol>
  );
}

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
