import type { StationState } from '../../../domain/states/wire.ts';
import type { CheckRun } from '../check/media-check.ts';
import { HangUp, StillLeaving } from '../room/view/leaving.tsx';
import { Replaced, VisitRoom } from '../room/view/visit-room.tsx';
import type { Leaving, Left } from '../room/session/leaving.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import { OwnMissing } from '../room/view/own-media.tsx';
import type { Connection } from '../service/connection.ts';
import { useObservable } from '../service/hooks.ts';
import { useChime, useRingTone } from '../service/ring-tone.ts';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import { listed } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Loading } from '../ui/status.tsx';
import { CallBackScreen } from './call-back-screen.tsx';
import { DetailsForm } from './details-form.tsx';
import { EmergencyLine, LostSound } from './help.tsx';
import { EndedScreen, EndedVisitScreen } from './ended-screen.tsx';
import { ObservationsForm } from './observations-form.tsx';
import { LostClinician } from './lost-clinician.tsx';
import { IdleScreen } from './idle-screen.tsx';
import { PlacedScreen } from './placed-screen.tsx';
import type { Press } from './press.ts';
import { BookedVisit } from './booked-visit.tsx';
import type { EndedCall, StationScreen } from './pressed.ts';
import { StationSbard } from './station-sbard.tsx';
import type { StationObservations } from './station-observations.ts';

type DeskProps = {
  screen: StationScreen;
  state: StationState | null;
  press: Press;
  connection: Connection;
  observations: StationObservations;
  sbards: SbardDrafts;
  session: RoomSession;
  leaving: Leaving;
  /** The visit that is on the screen, when staff have hung up. */
  left: Left | null;
  now: number;
  connected: boolean;
  /** By hand. */
  check: CheckRun;
  /** The ended call or visit is put away. */
  onBack: (id: string) => void;
  /** Somebody acts in this tab: what comes of it is this tab's. */
  onAct: () => void;
};

export function DeskScreen(props: DeskProps) {
  const { screen, state, press, onBack } = props;
  switch (screen.phase) {
    case 'loading':
      return <Loading what="this station" />;
    case 'idle':
      // The button is there as soon as the station is known.
      return state === null ? (
        <Loading what="this station" />
      ) : (
        <IdleScreen
          state={state}
          last={screen.last}
          check={props.check}
          connected={props.connected}
          onPress={() => {
            press.press();
          }}
        />
      );
    case 'placing':
    case 'waiting':
    case 'ringing':
      return <Placed {...props} />;
    case 'active':
      return <ActiveVisit {...props} />;
    case 'visit':
      return <BookedVisit {...props} visit={screen.visit} />;
    case 'call-back':
      return (
        <CallBackScreen
          key={screen.callBackId}
          callBackId={screen.callBackId}
          connection={props.connection}
          onAnswering={props.onAct}
          onRefused={() => {
            props.session.standDown();
          }}
        />
      );
    case 'ended':
      return <Ended {...props} call={screen.call} />;
    case 'visit-ended':
      return <EndedVisitScreen visit={screen.visit} onBack={putAway(onBack, screen.visit.visitId)} />;
  }
}

function Ended({ call, connection, sbards, onBack }: DeskProps & { call: EndedCall }) {
  return (
    <EndedScreen call={call} onBack={putAway(onBack, call.callId)}>
      <StationSbard key={call.callId} {...{ call, connection, sbards }} />
    </EndedScreen>
  );
}

function putAway(onBack: DeskProps['onBack'], id: string): () => void {
  return () => {
    onBack(id);
  };
}

function Placed({ screen, state, press, connection, observations, sbards, session }: DeskProps) {
  const pressed = useObservable(press.view);
  const room = useObservable(session.view);
  const call = 'call' in screen ? screen.call : null;
  const cancel = async () => {
    if (call !== null) return problemsOf(await connection.command('call:cancel', { callId: call.callId }));
    press.forget();
    return [];
  };
  return (
    <PlacedScreen
      call={call}
      pressedAt={pressed?.at ?? null}
      problem={pressed?.problem ?? null}
      connection={connection}
      observations={observations}
      sbards={sbards}
      cliniciansOnCall={state?.cliniciansOnCall ?? null}
      hubPhone={state?.station.hubPhone ?? null}
      onCancel={cancel}
    >
      {room.status === 'replaced' ? (
        <Replaced
          onUseHere={() => {
            session.useHere();
          }}
        />
      ) : (
        <OwnMissing session={session} view={room} />
      )}
    </PlacedScreen>
  );
}

function ActiveVisit(props: DeskProps) {
  const { screen, state, connection, observations, sbards, session, leaving, left, now } = props;
  const about = screen.phase === 'active' && left === null ? screen.call.callId : null;
  // Whoever types further down or is with the patient hears that the clinician is there.
  useChime(useRingTone(), { about, again: false });
  if (screen.phase !== 'active' || screen.call.life.phase !== 'active') return null;
  if (left !== null)
    return (
      <StillLeaving what="call" {...{ leaving, left }}>
        <EmergencyLine />
      </StillLeaving>
    );
  const { life } = screen.call;
  return (
    <VisitRoom
      session={session}
      otherName={life.clinicianName}
      alsoThere={life.otherClinicians}
      startedAt={Date.parse(life.since)}
      now={now}
      lost={life.clinicianLostAt !== null}
      alert={
        <>
          <LostClinician visit={life} connection={connection} hubPhone={state?.station.hubPhone ?? null} />
          <LostSound lost={life.clinicianLostAt === null ? life.lostSound : null} />
        </>
      }
      ending={<HangUp leaving={leaving} />}
      pinned={<EmergencyLine />}
    >
      <h1 className="nhsuk-u-visually-hidden">
        Your visit with {listed([life.clinicianName, ...life.otherClinicians])}
      </h1>
      <DetailsForm key={screen.call.callId} call={screen.call} connection={connection} />
      <ObservationsForm
        key={`observations-${screen.call.callId}`}
        call={screen.call}
        {...{ connection, observations }}
      />
      <StationSbard key={`sbard-${screen.call.callId}`} call={screen.call} {...{ connection, sbards }} />
    </VisitRoom>
  );
}
