import { useEffect, useRef } from 'react';
import type { CallId } from '../../../domain/ids.ts';
import type { ClinicianState } from '../../../domain/states/wire.ts';
import type { Exit } from '../room/session/leaving.ts';
import { useLeaving } from '../room/session/use-leaving.ts';
import { useRoomSession } from '../room/session/use-room-session.ts';
import { useConnection, useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { useRingTone } from '../service/ring-tone.ts';
import { useWakeLock } from '../service/wake-lock.ts';
import { ConnectionBanner, endedBecause } from '../ui/connection-banner.tsx';
import { LeftAnswers } from '../sbard/left-answers.tsx';
import { useSbards } from '../sbard/use-sbards.ts';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { PersonHeader } from '../account/person-header.tsx';
import { SignInAgain } from '../account/signed-in.tsx';
import { useAttention } from './attention.ts';
import { DeskScreen } from './desk-screen.tsx';
import { useRingBeat } from './hooks.ts';

/** `/clinician` for somebody who is signed in. */
export function ClinicianDesk() {
  const { person } = useServices();
  const connection = useConnection(person);
  const session = useRoomSession('clinician', connection);
  const sbards = useSbards(connection);
  const tone = useRingTone();
  const link = useObservable(connection.link);
  const audience = useObservable(connection.audience);
  const state = audience?.state.kind === 'clinician' ? audience.state : null;
  const { leaving, left } = useLeaving({ session, connection }, state === null ? undefined : exitOf(state));
  const ended = link.status === 'ended';
  const visitRoom = left === null ? state?.visit?.card.roomId : null;
  const roomId = ended ? null : (state?.offer?.card.roomId ?? visitRoom ?? null);
  const arrived = useRef(false);
  const taking = useRef(false);
  useEffect(() => {
    // A visit that was there when the page came is brought here, and one that was taken here; one that rings later is
    // whoever's answers first.
    session.aim(roomId, { deliberate: !arrived.current || taking.current });
    if (state !== null) arrived.current = true;
    if (roomId !== null) taking.current = false;
  }, [session, roomId, state]);
  useRingBeat(connection);
  useWakeLock(state !== null && state.presence.state !== 'away');
  useAskBeforeClosing(isInVisit(state));
  useAttention(state?.offer ?? null, tone);
  if (ended) return <SignInAgain {...endedBecause[link.reason]} />;
  return (
    <Page
      title={titleOf(state)}
      header={<PersonHeader {...(isInVisit(state) && { leaving })} />}
      wide={isInVisit(state)}
    >
      <ConnectionBanner connection={connection} advice="Calls cannot ring here meanwhile." />
      {state === null ? (
        <Loading what="your calls" />
      ) : (
        <DeskScreen
          {...{ state, connection, session, sbards, tone, leaving, left }}
          onTaking={() => {
            taking.current = true;
          }}
        />
      )}
      <LeftAnswers sbards={sbards} shown={callsOf(state)} />
    </Page>
  );
}

/** The browser itself asks before the page of a visit is closed or reloaded; in its own words. */
function useAskBeforeClosing(inVisit: boolean): void {
  useEffect(() => {
    if (!inVisit) return;
    const askFirst = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', askFirst);
    return () => {
      window.removeEventListener('beforeunload', askFirst);
    };
  }, [inVisit]);
}

function exitOf({ visit }: ClinicianState): Exit | null {
  return visit && { of: visit.visitId, command: visit.role === 'lead' ? 'visit:end' : 'visit:leave' };
}

/** Whose SBARD has its form on the screen, or can have it by one press. */
function callsOf(state: ClinicianState | null): CallId[] {
  if (state === null) return [];
  const cards = [state.visit?.card, ...state.missingOutcomes.map(({ card }) => card)];
  return cards.flatMap((card) => (card?.kind === 'call' ? [card.callId] : []));
}

function isInVisit(state: ClinicianState | null): boolean {
  return state !== null && state.visit !== null;
}

function titleOf(state: ClinicianState | null): string {
  if (isInVisit(state)) return 'In a visit';
  return state?.presence.state === 'wrap-up' ? 'Write up the visit' : 'Clinician';
}
