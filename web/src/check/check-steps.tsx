import { DevicePreview } from '../room/view/preview.tsx';
import type { RingTone } from '../service/ring-tone.ts';
import type { CheckRun } from './media-check.ts';
import { SpeakerCheck } from './speaker-check.tsx';
import { PathCheck } from './path-check.tsx';

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
