import { type ReactNode, useEffect } from 'react';
import type { GuestScreenState } from '../../../domain/guests/wire.ts';
import { guestRoleLabels } from '../../../domain/actors.ts';
import { DevicePreview } from '../room/view/preview.tsx';
import type { Exit, Leaving, Left } from '../room/session/leaving.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import { useLeaving } from '../room/session/use-leaving.ts';
import { useRoomSession } from '../room/session/use-room-session.ts';
import { Leave, StillLeaving } from '../room/view/leaving.tsx';
import { VisitRoom } from '../room/view/visit-room.tsx';
import type { Connection } from '../service/connection.ts';
import { useConnection, useObservable, useServerNow } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useWakeLock } from '../service/wake-lock.ts';
import { ConnectionBanner } from '../ui/connection-banner.tsx';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { Button } from '../ui/button.tsx';
import { overWords, patientOverWords } from './closed-words.ts';

/**
 * A guest who has used their invitation: waiting, in the visit, or out of it again. A patient at home comes the same way; in
 * the room they are what the station is elsewhere, and they can go back to the page of their link; `help` is whom they ring
 * before the visit and after it.
 */
export function GuestDesk(props: { as?: 'observer' | 'station'; onBack?: () => void; help?: Help }) {
  const { as = 'observer', onBack, help = noHelp } = props;
  const { guest: access } = useServices();
  const connection = useConnection(access);
  const session = useRoomSession(as, connection);
  const link = useObservable(connection.link);
  const audience = useObservable(connection.audience);
  const state = audience?.state.kind === 'guest' ? audience.state : null;
  const { leaving, left } = useLeaving({ session, connection }, state === null ? undefined : exitOf(state));
  const over = state?.life.phase === 'over' || link.status === 'ended';
  useRoomOf(over || left !== null ? null : state, session, connection);
  useWakeLock(!over);
  if (over) {
    const words = onBack === undefined ? overWords : patientOverWords;
    return (
      <Over words={state?.life.phase === 'over' ? words[state.life.why] : lostWords(onBack)} onBack={onBack}>
        {help('over')}
      </Over>
    );
  }
  return (
    <Page title={titleOf(state)} wide={state?.life.phase === 'admitted'}>
      <ConnectionBanner connection={connection} advice="Stay here: it comes back by itself." />
      {state === null ? (
        <Loading what="the visit" />
      ) : (
        <Screen {...{ state, session, connection, leaving, left, help }} />
      )}
    </Page>
  );
}

type Help = (state: 'booked' | 'over') => ReactNode;

function noHelp(): ReactNode {
  return null;
}

function lostWords(onBack: (() => void) | undefined): { title: string; text: string } {
  return {
    title: 'You are not in the visit any more',
    text:
      onBack === undefined
        ? 'Your part in it is over. Ask the clinician for a new invitation to come back.'
        : 'Go back to your appointment to see how it stands.',
  };
}

/** The room is unknown to a guest until they have been let in, and the service is told that they have noticed. */
function useRoomOf(state: GuestScreenState | null, session: RoomSession, connection: Connection): void {
  const roomId = state?.life.phase === 'admitted' ? state.life.roomId : null;
  useEffect(() => {
    if (roomId === null) {
      session.aim(null, { deliberate: true });
      return;
    }
    let wanted = true;
    connection.command('guest:enter', {}).then((answer) => {
      // Where the connection was lost meanwhile, the next one begins as that of somebody who has been let in.
      if (wanted && (answer.ok || answer.code === 'unavailable')) session.aim(roomId, { deliberate: true });
    }, reportError);
    return () => {
      wanted = false;
    };
  }, [roomId, session, connection]);
}

function exitOf({ guest, life }: GuestScreenState): Exit | null {
  return life.phase === 'over' ? null : { of: guest.guestId, command: 'guest:leave' };
}

type ScreenProps = {
  state: GuestScreenState;
  session: RoomSession;
  connection: Connection;
  leaving: Leaving;
  left: Left | null;
  help: Help;
};

function Screen({ left, ...props }: ScreenProps) {
  if (left !== null) return <StillLeaving what="visit" leaving={props.leaving} left={left} />;
  return props.state.life.phase === 'admitted' ? <InVisit {...props} /> : <Waiting {...props} />;
}

type InProps = Omit<ScreenProps, 'left'>;

function Waiting({ state, leaving, help }: InProps) {
  return (
    <div className="bedside-narrow" data-testid="guest-waiting">
      <h1 className="nhsuk-heading-l">Waiting to be let in</h1>
      <p role="status">
        {state.guest.hostName} has been told that {state.guest.name} is here, and lets you in when it is time.
        Nobody sees or hears you yet.
      </p>
      <DevicePreview />
      <LeaveAsGuest leaving={leaving} isPatient={state.guest.role === 'patient'} />
      {help('booked')}
    </div>
  );
}

function InVisit({ state, session, connection, leaving }: InProps) {
  const now = useServerNow(connection);
  const { life, guest } = state;
  if (life.phase !== 'admitted') return null;
  const isPatient = guest.role === 'patient';
  return (
    <div data-testid="guest-in-visit">
      <VisitRoom
        session={session}
        otherName={isPatient ? guest.hostName : 'the patient'}
        alsoThere={isPatient ? [] : [guest.hostName]}
        startedAt={Date.parse(life.since)}
        now={now}
        ending={<LeaveAsGuest leaving={leaving} isPatient={isPatient} />}
      >
        <h1 className="nhsuk-heading-m">Video visit</h1>
        {isPatient ? (
          <p>
            You are with {guest.hostName} ({guest.organisationName}).
          </p>
        ) : (
          <p>
            You are in it as <strong>{guestRoleLabels[guest.role]}</strong>. It is {guest.hostName}’s visit (
            {guest.organisationName}).
          </p>
        )}
      </VisitRoom>
    </div>
  );
}

function LeaveAsGuest({ leaving, isPatient }: { leaving: Leaving; isPatient: boolean }) {
  return (
    <Leave
      leaving={leaving}
      testId="leave-as-guest"
      text={
        isPatient
          ? 'Your appointment is not over by that. You can come back with your link.'
          : 'It goes on without you. To come back you need a new invitation.'
      }
    />
  );
}

function Over({
  words,
  onBack,
  children,
}: {
  words: { title: string; text: string };
  onBack: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    <Page title={words.title}>
      <div className="bedside-narrow" data-testid="guest-over">
        <h1 className="nhsuk-heading-l">{words.title}</h1>
        <p role="status">{words.text}</p>
        {onBack === undefined ? null : (
          <Button data-testid="back-to-appointment" onClick={onBack}>
            Back to your appointment
          </Button>
        )}
        {children}
      </div>
    </Page>
  );
}

function titleOf(state: GuestScreenState | null): string {
  return state?.life.phase === 'admitted' ? 'In the visit' : 'Waiting to be let in';
}
