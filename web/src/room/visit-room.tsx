import { type ReactNode, useCallback, useState } from 'react';
import { asDuration } from '../service/clock.ts';
import { useObservable } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Announcement } from '../ui/status.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { otherMissing, OwnMissing } from './missing-media.tsx';
import { OwnPicture } from './own-media.tsx';
import { RemoteMedia } from './remote-media.tsx';
import { otherOf, type RoomKeeper, type RoomView } from './room-keeper.ts';

type VisitProps = {
  keeper: RoomKeeper;
  /** Who is at the other end, as far as the call knows. */
  otherName: string;
  startedAt: number;
  now: number;
  onHangUp: () => Promise<void>;
  /** Beside the picture: the call's details. */
  children: ReactNode;
};

/** The visit: the other side large, oneself small, the controls below, the call's details beside. */
export function VisitRoom(props: VisitProps) {
  const { keeper, otherName, startedAt, now, onHangUp, children } = props;
  const view = useObservable(keeper.view);
  if (view.status === 'replaced') {
    return (
      <Replaced
        onUseHere={() => {
          keeper.useHere();
        }}
      />
    );
  }
  return (
    <div className="bedside-visit">
      <section className="bedside-visit__stage" aria-label="Video call">
        <Stage view={view} otherName={otherName} />
        <p className="bedside-visit__time">
          <span>
            With <strong>{otherName}</strong>
          </span>
          <span role="timer" aria-label={`Time in the visit: ${asDuration(now - startedAt)}`}>
            {asDuration(now - startedAt)}
          </span>
        </p>
        <Controls keeper={keeper} view={view} onHangUp={onHangUp} />
        <OwnMissing keeper={keeper} view={view} />
      </section>
      <aside className="bedside-visit__aside" aria-label="About this call">
        {children}
      </aside>
    </div>
  );
}

function Stage({ view, otherName }: { view: RoomView; otherName: string }) {
  const other = otherOf(view);
  const tracks = other === null ? undefined : view.room?.remotes[other.participantId];
  const [seen, setSeen] = useState<MediaStreamTrack | null>(null);
  const track = tracks?.video ?? null;
  const firstFrame = useCallback(() => {
    setSeen(track);
  }, [track]);
  const picture = track !== null && seen === track && other?.sources.camera === 'on';
  const missing = other === null ? '' : otherMissing({ ...other, name: otherName });
  return (
    <div className={picture ? 'bedside-stage' : 'bedside-stage bedside-stage--dark'}>
      <RemoteMedia tracks={tracks ?? { audio: null, video: null }} onFirstFrame={firstFrame} />
      {picture ? null : <p className="bedside-stage__waiting">{waitingText(view, otherName)}</p>}
      {missing === '' ? null : <p className="bedside-stage__missing">{missing}</p>}
      {view.room?.network === 'weak' || view.status === 'retrying' ? (
        <p className="bedside-stage__trouble">The network is interrupted. Coming back by itself…</p>
      ) : null}
      <OwnPicture camera={view.local.camera} on={view.wanted.camera === 'on'} />
      <Announcement>{missing}</Announcement>
    </div>
  );
}

function waitingText(view: RoomView, otherName: string): string {
  const other = otherOf(view);
  if (view.status === 'retrying' || view.status === 'joining') return 'Connecting…';
  if (other === null) return `Waiting for ${otherName} to join…`;
  return other.sources.camera === 'on' ? `Connecting to ${otherName}…` : 'No picture';
}

function Controls({
  keeper,
  view,
  onHangUp,
}: {
  keeper: RoomKeeper;
  view: RoomView;
  onHangUp: () => Promise<void>;
}) {
  const [devices, setDevices] = useState(false);
  const muted = view.wanted.microphone === 'off';
  const cameraOff = view.wanted.camera === 'off';
  return (
    <>
      <div className="bedside-controls" role="group" aria-label="Call controls">
        <Toggle
          source="mute"
          pressed={muted}
          onPress={() => {
            keeper.toggle('microphone');
          }}
        >
          {muted ? 'Unmute' : 'Mute'}
        </Toggle>
        <Toggle
          source="camera"
          pressed={cameraOff}
          onPress={() => {
            keeper.toggle('camera');
          }}
        >
          {cameraOff ? 'Camera on' : 'Camera off'}
        </Toggle>
        <Button
          look="secondary"
          aria-expanded={devices}
          onClick={() => {
            setDevices(!devices);
          }}
        >
          Devices
        </Button>
        <HangUp onHangUp={onHangUp} />
      </div>
      {devices ? <DeviceChoice keeper={keeper} view={view} /> : null}
    </>
  );
}

function Toggle(props: {
  source: 'mute' | 'camera';
  pressed: boolean;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <Button
      look={props.pressed ? 'primary' : 'secondary'}
      className={props.pressed ? 'bedside-controls__off' : undefined}
      data-testid={props.source}
      data-off={props.pressed}
      onClick={props.onPress}
    >
      {props.children}
    </Button>
  );
}

function HangUp({ onHangUp }: { onHangUp: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const hangUp = () => {
    setBusy(true);
    onHangUp()
      .catch(reportError)
      .finally(() => {
        setBusy(false);
        setAsking(false);
      });
  };
  return (
    <>
      <Button
        look="warning"
        data-testid="hang-up"
        onClick={() => {
          setAsking(true);
        }}
      >
        Hang up
      </Button>
      {asking ? (
        <ConfirmDialog
          title="Hang up?"
          confirm={{ label: 'Yes, hang up', testId: 'confirm-hang-up', busy }}
          refuse="No, stay in the call"
          onConfirm={hangUp}
          onRefuse={() => {
            setAsking(false);
          }}
        >
          <p>This ends the visit for both sides.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

/** The call goes on elsewhere in this browser, or on another device of the same person. */
export function Replaced({ onUseHere }: { onUseHere: () => void }) {
  return (
    <div className="bedside-note" data-testid="replaced" role="status">
      <h2 className="nhsuk-heading-m">This call is open in another tab</h2>
      <p>Its picture and sound are there. You can bring them here instead.</p>
      <Button onClick={onUseHere}>Use it here</Button>
    </div>
  );
}
