import { useState } from 'react';
import type { PresenceChoice } from '../../../domain/clinicians/presence.ts';
import type { Refusal } from '../../../domain/contract/commands.ts';
import type { ClinicianState } from '../../../domain/states/wire.ts';
import type { VisitId } from '../../../domain/ids.ts';
import { useMediaCheck } from '../check/use-checks.ts';
import type { Leaving, Left } from '../room/session/leaving.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import type { Connection } from '../service/connection.ts';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import { recall, remember } from '../service/remembered.ts';
import { ActiveVisit } from './active-visit.tsx';
import { Check } from './check.tsx';
import { ClinicianHome } from './home.tsx';
import { LastRingLine } from './last-ring.tsx';
import { HandoverDialog, OutsideShiftDialog } from './call-dialogs.tsx';
import { RingingCall } from './ringing-call.tsx';
import { usePresence } from './hooks.ts';
import type { RingTone } from '../service/ring-tone.ts';
import { WaitingBanner } from './waiting-banner.tsx';
import { WriteUp } from './wrap-up.tsx';

export type DeskProps = {
  state: ClinicianState;
  connection: Connection;
  session: RoomSession;
  sbards: SbardDrafts;
  tone: RingTone;
  leaving: Leaving;
  /** The visit that they are in, when they have hung up or left. */
  left: Left | null;
  /** A call is about to be taken in this tab. */
  onTaking: () => void;
};

/** What a clinician sees: a ringing call before a visit before writing up before everything else. */
export function DeskScreen(props: DeskProps) {
  const { state, connection, session, sbards, leaving, left } = props;
  const presence = usePresence(connection);
  if (state.offer !== null) {
    return (
      <RingingCall
        key={state.offer.offerId}
        offer={state.offer}
        connection={connection}
        onAccepting={() => {
          presence.setTrouble(null);
          session.useHere();
        }}
        onLost={(refusal) => {
          presence.setTrouble(lostWords(refusal));
        }}
      />
    );
  }
  if (state.visit !== null)
    return (
      <ActiveVisit
        key={state.visit.visitId}
        visit={state.visit}
        {...{ state, connection, session, sbards, leaving, left }}
      />
    );
  const { trouble, asked, dismiss, choose } = presence;
  return (
    <>
      <div role="alert">
        {trouble === null ? null : <p className="bedside-note bedside-note--problem">{trouble}</p>}
      </div>
      <LastRingLine
        lastRing={state.lastRing}
        presence={state.presence}
        onBack={() => {
          choose({ to: 'available' });
        }}
      />
      <BetweenCalls {...props} onChoose={choose} />
      {asked === 'outside-shift' ? <OutsideShiftDialog connection={connection} onClose={dismiss} /> : null}
      {asked === 'handover' ? (
        <HandoverDialog connection={connection} own={state.clinician.clinicianId} onClose={dismiss} />
      ) : null}
    </>
  );
}

const checkedKey = 'bedside:checked';

function BetweenCalls(props: DeskProps & { onChoose: (choice: PresenceChoice) => void }) {
  const { state, connection, sbards, tone, onChoose, onTaking } = props;
  const [checked, setChecked] = useState(() => recall(sessionStorage, checkedKey) !== null);
  const run = useMediaCheck(connection);
  const [writing, setWriting] = useState<VisitId | null>(null);
  const wrapUp = state.presence.state === 'wrap-up' ? state.presence.visitId : null;
  const missing = state.missingOutcomes.find(({ visitId }) => visitId === (writing ?? wrapUp));
  const pass = () => {
    remember(sessionStorage, checkedKey, 'yes');
    setChecked(true);
  };
  const goOnCall = () => {
    pass();
    onChoose({ to: 'available' });
  };
  if (missing !== undefined) {
    const back = () => {
      setWriting(null);
    };
    const later = missing.visitId === wrapUp ? {} : { onBack: back };
    return (
      <>
        <WaitingBanner {...{ state, connection, tone, onTaking }} onGoOnCall={goOnCall} />
        <WriteUp {...{ missing, connection, sbards }} presence={state.presence} onSaved={back} {...later} />
      </>
    );
  }
  if (!checked && state.presence.state === 'away') {
    return (
      <>
        <WaitingBanner {...{ state, connection, tone, onTaking }} onGoOnCall={goOnCall} />
        <Check tone={tone} run={run} onGoOnCall={goOnCall} onSkip={pass} />
      </>
    );
  }
  return (
    <ClinicianHome
      {...{ state, connection, tone, run, onChoose, onTaking }}
      onOpen={({ visitId }) => {
        setWriting(visitId);
      }}
    />
  );
}

function lostWords({ code, message }: Refusal): string {
  return code === 'taken' || code === 'expired' || code === 'wrong-phase'
    ? 'That call has gone to somebody else or was cancelled.'
    : message;
}
