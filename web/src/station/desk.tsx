import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallId, RoomId } from '../../../domain/ids.ts';
import type { StationState } from '../../../domain/states/wire.ts';
import { useStationChecks } from '../check/use-checks.ts';
import type { Exit, Left } from '../room/session/leaving.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import { useLeaving } from '../room/session/use-leaving.ts';
import { useRoomSession } from '../room/session/use-room-session.ts';
import type { Connection } from '../service/connection.ts';
import { useConnection, useObservable, useServerNow } from '../service/hooks.ts';
import type { Link } from '../service/link.ts';
import { recall, remember } from '../service/remembered.ts';
import { useServices } from '../service/services.ts';
import { useWakeLock } from '../service/wake-lock.ts';
import { ConnectionBanner } from '../ui/connection-banner.tsx';
import { LeftAnswers } from '../sbard/left-answers.tsx';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import { useSbards } from '../sbard/use-sbards.ts';
import { Page } from '../ui/page.tsx';
import { DeskScreen } from './desk-screen.tsx';
import { LeftObservations } from './left-observations.tsx';
import { Press } from './press.ts';
import { TurnBack } from './turn-back.tsx';
import { screenOf, type StationScreen } from './pressed.ts';
import { StationObservations } from './station-observations.ts';

const putAwayKey = 'bedside:put-away';

/** An enrolled station at work. `onEnded` when the service will not have this device any more. */
export function StationDesk({ onEnded }: { onEnded: () => void }) {
  const { station: access, timers } = useServices();
  const connection = useConnection(access);
  const session = useRoomSession('station', connection);
  const [press] = useState(() => new Press({ connection, timers, storage: sessionStorage }));
  useEffect(() => {
    press.open();
    return () => {
      press.close();
    };
  }, [press]);
  const observations = useStationObservations(connection);
  const sbards = useSbards(connection);
  const link = useObservable(connection.link);
  useEnd(link, onEnded);
  const [putAway, setPutAway] = useState(() => recall(localStorage, putAwayKey));
  const pressed = useObservable(press.view);
  const state = useStationState(connection);
  const now = useServerNow(connection);
  const screen = screenOf({ state, pressed: pressed !== null, putAway, now });
  const checks = useStationChecks(connection, screen.phase === 'idle' && link.status === 'connected');
  const { leaving, left } = useLeaving({ session, connection }, state === null ? undefined : exitOf(screen));
  const act = useRoomOf(screen, { session, pressed: pressed !== null, left: left !== null });
  useWakeLock(!asleep.includes(screen.phase));
  const back = useCallback((id: string) => {
    remember(localStorage, putAwayKey, id);
    setPutAway(id);
  }, []);
  return (
    <Page
      title={titles[screen.phase]}
      header={<StationName state={state} />}
      wide={screen.phase === 'active' || screen.phase === 'visit'}
    >
      <ConnectionBanner connection={connection} advice={adviceNow(screen.phase, left)} />
      <TurnBack turnBack={state?.turnBack ?? []} quiet={!quiet.includes(screen.phase)} />
      <div data-testid="station-phase" data-phase={screen.phase}>
        <DeskScreen
          {...{ screen, state, press, connection, observations, sbards, session, now, leaving, left }}
          check={checks.run}
          connected={link.status === 'connected'}
          onBack={back}
          onAct={act}
        />
      </div>
      <LeftOver {...{ screen, observations, sbards }} />
    </Page>
  );
}

/** The service will not have this device any more. */
function useEnd(link: Link, onEnded: () => void): void {
  useEffect(() => {
    if (link.status === 'ended') onEnded();
  }, [link, onEnded]);
}

/** As long as the station is at work, and not as long as a call is on its screen. */
function useStationObservations(connection: Connection): StationObservations {
  const { timers } = useServices();
  const [observations] = useState(
    () => new StationObservations({ connection, timers, storage: sessionStorage }),
  );
  useEffect(() => {
    observations.open();
    return () => {
      observations.close();
    };
  }, [observations]);
  return observations;
}

/** The call whose observations have their form on the screen. */
function formOf(screen: StationScreen): CallId | null {
  return screen.phase === 'waiting' || screen.phase === 'ringing' || screen.phase === 'active'
    ? screen.call.callId
    : null;
}

/** What was typed of earlier calls and is not saved. */
function LeftOver({
  screen,
  observations,
  sbards,
}: {
  screen: StationScreen;
  observations: StationObservations;
  sbards: SbardDrafts;
}) {
  return (
    <>
      <LeftObservations observations={observations} shown={formOf(screen)} />
      <LeftAnswers sbards={sbards} shown={'call' in screen ? [screen.call.callId] : []} />
    </>
  );
}

function StationName({ state }: { state: StationState | null }) {
  return state === null ? null : <span>{state.station.organisationName}</span>;
}

function useStationState(connection: Connection): StationState | null {
  const audience = useObservable(connection.audience);
  return audience?.state.kind === 'station' ? audience.state : null;
}

function exitOf(screen: StationScreen): Exit | null {
  if (screen.phase === 'visit') return { of: screen.visit.visitId, command: 'visit:end' };
  return screen.phase === 'active' && screen.call.life.phase === 'active'
    ? { of: screen.call.life.visitId, command: 'visit:end' }
    : null;
}

/**
 * The media room follows the screen. A call that was there when the page was opened, or was pressed here, is this
 * tab's, and a booked visit any tab's; the returned function records that somebody acts here.
 */
function useRoomOf(
  screen: StationScreen,
  { session, pressed, left }: { session: RoomSession; pressed: boolean; left: boolean },
): () => void {
  const actedHere = useRef(true);
  const roomId = left ? null : roomOf(screen);
  const { phase } = screen;
  const act = useCallback(() => {
    actedHere.current = true;
    session.prepare();
  }, [session]);
  useEffect(() => {
    if (pressed) act();
    session.aim(roomId, { deliberate: actedHere.current });
    if (roomId === null && !pressed) session.standDown();
    // From the first quiet screen on, a call that appears was pressed in another tab.
    if (quiet.includes(phase)) actedHere.current = false;
  }, [session, roomId, phase, pressed, act]);
  useEffect(() => {
    if (phase === 'ringing') performance.mark('bedside:ringing');
    if (phase === 'active' || phase === 'visit') performance.mark('bedside:accepted');
  }, [phase]);
  return act;
}

function roomOf(screen: StationScreen): RoomId | null {
  switch (screen.phase) {
    case 'waiting':
    case 'ringing':
    case 'active':
      return screen.call.roomId;
    case 'visit':
      return screen.visit.roomId;
    default:
      return null;
  }
}

/** No call is open in these, and no visit runs. */
const quiet: readonly StationScreen['phase'][] = ['idle', 'call-back', 'ended', 'visit-ended'];
const asleep: readonly StationScreen['phase'][] = ['loading', 'idle', 'ended', 'visit-ended'];

function adviceNow(phase: StationScreen['phase'], left: Left | null): string {
  return left === null ? adviceWhenLost(phase) : 'In an emergency call 999.';
}

function adviceWhenLost(phase: StationScreen['phase']): string {
  if (phase === 'active' || phase === 'visit')
    return 'Stay here, near a telephone: the picture comes back by itself, and the clinician may ring. In an emergency call 999.';
  const noWait = 'Do not wait for it: call 111 by telephone, or 999 in an emergency.';
  return phase === 'waiting' || phase === 'ringing'
    ? `Your call stays in the queue. ${noWait}`
    : `A call is sent as soon as it can be. ${noWait}`;
}

const titles: Record<StationScreen['phase'], string> = {
  loading: 'Call a clinician',
  idle: 'Call a clinician',
  placing: 'Placing your call',
  waiting: 'Your call is placed',
  ringing: 'Ringing a clinician',
  active: 'In the visit',
  'call-back': 'You were cut off',
  ended: 'The call has ended',
  visit: 'In the visit',
  'visit-ended': 'The visit has ended',
};
