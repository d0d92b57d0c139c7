import { type ReactNode, useRef, useState } from 'react';
import { asDuration } from '../../service/clock.ts';
import { useObservable } from '../../service/hooks.ts';
import { listed } from '../../service/words.ts';
import { Button } from '../../ui/button.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { DeviceNews } from './device-news.tsx';
import { OwnMissing, OwnTaken } from './own-media.tsx';
import type { RoomSession, RoomView } from '../session/room-session.ts';
import { Comings, PeopleInRoom } from './people.tsx';
import { SoundOutput } from '../devices/sound-output.ts';
import { Stage } from './stage.tsx';
import { TurnCamera } from './view-controls.tsx';

type VisitProps = {
  session: RoomSession;
  /** Who is at the other end, as far as the call knows, and who else is in the visit. */
  otherName: string;
  alsoThere?: readonly string[];
  /** Whoever is at the other end is not in the visit any more, although it runs. */
  lost?: boolean;
  startedAt: number;
  now: number;
  /** The button that ends the visit, or one's own part in it. */
  ending: ReactNode;
  /** Stays in sight with the controls, wherever on the page somebody types. */
  pinned?: ReactNode;
  /** Above the picture, read out at once: what is worse than a bad picture. */
  alert?: ReactNode;
  /** Beside the picture: the call's details. */
  children: ReactNode;
};

/** The visit: the other side large, colleagues below, oneself small, the controls below, the call's details beside. */
export function VisitRoom(props: VisitProps) {
  const { session, otherName, alsoThere = [], lost = false, startedAt, now, ending } = props;
  const { pinned, alert, children } = props;
  const view = useObservable(session.view);
  const output = useObservable(session.devices.output);
  const visit = useRef<HTMLDivElement>(null);
  if (view.status === 'replaced') {
    return (
      <Replaced
        onUseHere={() => {
          session.useHere();
        }}
      />
    );
  }
  return (
    <div className="bedside-visit" ref={visit}>
      <section className="bedside-visit__stage" aria-label="Video call">
        <SoundOutput value={output}>
          <Stage
            session={session}
            view={view}
            otherName={otherName}
            visit={visit}
            alert={alert}
            lost={lost}
          />
        </SoundOutput>
        <WithWhom names={[otherName, ...alsoThere]} lost={lost} lastsMs={now - startedAt} />
        <Comings view={view} otherName={otherName} />
        <div className="bedside-visit__bar">
          <OwnMissing session={session} view={view} />
          <OwnTaken view={view} />
          <DeviceNews session={session} />
          {pinned}
          <Controls session={session} view={view} ending={ending} />
        </div>
        <PeopleInRoom session={session} view={view} otherName={otherName} />
      </section>
      <aside className="bedside-visit__aside" aria-label="About this call">
        {children}
      </aside>
    </div>
  );
}

function WithWhom({ names, lost, lastsMs }: { names: string[]; lost: boolean; lastsMs: number }) {
  return (
    <p className="bedside-visit__time">
      <span>
        {lost ? 'Not connected: ' : 'With '}
        <strong data-testid="with">{listed(names)}</strong>
      </span>
      <span role="timer" aria-label={`Time in the visit: ${asDuration(lastsMs)}`}>
        {asDuration(lastsMs)}
      </span>
    </p>
  );
}

function Controls({ session, view, ending }: { session: RoomSession; view: RoomView; ending: ReactNode }) {
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
            session.toggle('microphone');
          }}
        >
          {muted ? 'Unmute' : 'Mute'}
        </Toggle>
        <Toggle
          source="camera"
          pressed={cameraOff}
          onPress={() => {
            session.toggle('camera');
          }}
        >
          {cameraOff ? 'Camera on' : 'Camera off'}
        </Toggle>
        <Button
          variant="secondary"
          aria-expanded={devices}
          onClick={() => {
            setDevices(!devices);
          }}
        >
          Devices
        </Button>
        <TurnCamera devices={session.devices} />
        {ending}
      </div>
      {devices ? <DeviceChoice devices={session.devices} /> : null}
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
      variant={props.pressed ? 'primary' : 'secondary'}
      className={props.pressed ? 'bedside-controls__off' : undefined}
      data-testid={props.source}
      data-off={props.pressed}
      onClick={props.onPress}
    >
      {props.children}
    </Button>
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
