import { useState } from 'react';
import type { CheckRun } from '../check/media-check.ts';
import { SpeakerCheck } from '../check/speaker-check.tsx';
import { PathCheck } from '../check/path-check.tsx';
import { DevicePreview } from '../room/view/preview.tsx';
import { Button } from '../ui/button.tsx';
import type { RingTone } from '../service/ring-tone.ts';

/** Before going on call: does it ring, can I be seen and heard? Can be skipped, because a patient may be waiting. */
export function Check({
  tone,
  run,
  onGoOnCall,
  onSkip,
}: {
  tone: RingTone;
  run: CheckRun;
  onGoOnCall: () => void;
  onSkip: () => void;
}) {
  return (
    <div className="bedside-check">
      <h1 className="nhsuk-heading-l">Before you go on call</h1>
      <Steps tone={tone} run={run} />
      <div className="bedside-actions">
        <Button
          data-testid="go-on-call"
          onClick={() => {
            tone.unlock().catch(reportError);
            onGoOnCall();
          }}
        >
          Go on call
        </Button>
        <Button
          variant="secondary"
          data-testid="skip-check"
          onClick={() => {
            tone.unlock().catch(reportError);
            onSkip();
          }}
        >
          Skip the check
        </Button>
      </div>
    </div>
  );
}

function Steps({ tone, run }: { tone: RingTone; run: CheckRun }) {
  return (
    <ol className="bedside-check__steps">
      <li>
        <SpeakerCheck
          tone={tone}
          note="A call rings like this. Set the volume so that you hear it across the room."
        />
      </li>
      <li>
        <CameraCheck />
      </li>
      <li>
        <PathCheck run={run} />
      </li>
      <li>
        <NotificationCheck />
      </li>
    </ol>
  );
}

function CameraCheck() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <h2 className="nhsuk-heading-m">Camera and microphone</h2>
      {open ? (
        <DevicePreview />
      ) : (
        <p>You see yourself, and a bar moves when you speak. Nothing is sent to anyone.</p>
      )}
      <Button
        variant="secondary"
        aria-pressed={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? 'Stop the test' : 'Test camera and microphone'}
      </Button>
    </>
  );
}

function NotificationCheck() {
  const [permission, setPermission] = useState(() =>
    'Notification' in window ? Notification.permission : 'denied',
  );
  return (
    <>
      <h2 className="nhsuk-heading-m">Notifications</h2>
      {permission === 'default' ? (
        <>
          <p>A notification shows a ringing call when you are in another window.</p>
          <Button
            variant="secondary"
            onClick={() => {
              Notification.requestPermission().then(setPermission, reportError);
            }}
          >
            Allow notifications
          </Button>
        </>
      ) : (
        <p>
          {permission === 'granted'
            ? 'Allowed: a ringing call shows as a notification.'
            : 'Not allowed in this browser. Keep this tab where you can see or hear it.'}
        </p>
      )}
    </>
  );
}
