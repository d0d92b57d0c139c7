import { useEffect } from 'react';
import type { GuestScreenState } from '../../../domain/guests/wire.ts';
import { guestRoleLabels } from '../../../domain/actors.ts';
import { DevicePreview } from '../room/view/preview.tsx';
import type { RoomSession } from '../room/session/room-session.ts';
import { useRoomSession } from '../room/session/use-room-session.ts';
import { VisitRoom } from '../room/view/visit-room.tsx';
import type { Connection } from '../service/connection.ts';
import { useConnection, useObservable, useServerNow } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useWakeLock } from '../service/wake-lock.ts';
import { problemsOf } from '../ui/answer.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { ConnectionBanner } from '../ui/connection-banner.tsx';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { overWords } from './closed-words.ts';

/** A guest who has used their invitation: waiting, in the visit, or out of it again. */
export function GuestDesk() {
  const { guest: access } = useServices();
  const connection = useConnection(access);
  const session = useRoomSession('observer', connection);
  const link = useObservable(connection.link);
  const audience = useObservable(connection.audience);
  const state = audience?.state.kind === 'guest' ? audience.state : null;
  useRoomOf(state, session, connection);
  const over = state?.life.phase === 'over' || link.status === 'ended';
  useWakeLock(!over);
  if (over) {
    return <Over words={state?.life.phase === 'over' ? overWords[state.life.why] : lost} />;
  }
  return (
    <Page title={titleOf(state)} wide={state?.life.phase === 'admitted'}>
      <ConnectionBanner connection={connection} advice="Stay here: it comes back by itself." />
      {state === null ? <Loading what="the visit" /> : <Screen {...{ state, session, connection }} />}
    </Page>
  );
}

const lost = {
  title: 'You are not in the visit any more',
  text: 'Your part in it is over. Ask the clinician for a new invitation to come back.',
};

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

type ScreenProps = { state: GuestScreenState; session: RoomSession; connection: Connection };

function Screen({ state, session, connection }: ScreenProps) {
  return state.life.phase === 'admitted' ? (
    <InVisit {...{ state, session, connection }} />
  ) : (
    <Waiting {...{ state, connection }} />
  );
}

function Waiting({ state, connection }: Omit<ScreenProps, 'session'>) {
  return (
    <div className="bedside-narrow" data-testid="guest-waiting">
      <h1 className="nhsuk-heading-l">Waiting to be let in</h1>
      <p role="status">
        {state.guest.hostName} has been told that {state.guest.name} is here, and lets you in when it is time.
        Nobody sees or hears you yet.
      </p>
      <DevicePreview />
      <Leave connection={connection} />
    </div>
  );
}

function InVisit({ state, session, connection }: ScreenProps) {
  const now = useServerNow(connection);
  const { life, guest } = state;
  if (life.phase !== 'admitted') return null;
  return (
    <div data-testid="guest-in-visit">
      <VisitRoom
        session={session}
        otherName="the patient"
        alsoThere={[guest.hostName]}
        startedAt={Date.parse(life.since)}
        now={now}
        ending={<Leave connection={connection} />}
      >
        <h1 className="nhsuk-heading-m">Video visit</h1>
        <p>
          You are in it as <strong>{guestRoleLabels[guest.role]}</strong>. It is {guest.hostName}’s visit (
          {guest.organisationName}).
        </p>
      </VisitRoom>
    </div>
  );
}

function Leave({ connection }: { connection: Connection }) {
  return (
    <ConfirmedButton
      label="Leave"
      testId="leave-as-guest"
      variant="warning"
      question={{
        title: 'Leave the visit?',
        text: 'It goes on without you. To come back you need a new invitation.',
        yes: 'Yes, leave',
        yesTestId: 'confirm-leave',
        no: 'No, stay',
        kept: 'You are still in the visit, and can still be seen and heard.',
      }}
      act={async () => {
        const answer = await connection.command('guest:leave', {});
        await connection.refresh();
        return problemsOf(answer);
      }}
    />
  );
}

function Over({ words }: { words: { title: string; text: string } }) {
  return (
    <Page title={words.title}>
      <div className="bedside-narrow" data-testid="guest-over">
        <h1 className="nhsuk-heading-l">{words.title}</h1>
        <p role="status">{words.text}</p>
      </div>
    </Page>
  );
}

function titleOf(state: GuestScreenState | null): string {
  return state?.life.phase === 'admitted' ? 'In the visit' : 'Waiting to be let in';
}
