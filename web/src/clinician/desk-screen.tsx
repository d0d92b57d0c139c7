import { useState } from 'react';
import type { PresenceChoice, Refusal } from '../../../domain/contract/commands.ts';
import type { ClinicianState, VisitView } from '../../../domain/contract/views.ts';
import type { VisitId } from '../../../domain/ids.ts';
import type { RoomKeeper } from '../room/room-keeper.ts';
import { VisitRoom } from '../room/visit-room.tsx';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { recall, remember } from '../service/remembered.ts';
import { CallDetails } from './call-details.tsx';
import { Check } from './check.tsx';
import { ClinicianHome } from './home.tsx';
import { RingingCall } from './ringing-call.tsx';
import type { RingTone } from './ring-tone.ts';
import { WriteUp } from './wrap-up.tsx';

export type DeskProps = { state: ClinicianState; connection: Connection; keeper: RoomKeeper; tone: RingTone };

/** What a clinician sees: a ringing call before a visit before writing up before everything else. */
export function DeskScreen(props: DeskProps) {
  const { state, connection, keeper } = props;
  const [trouble, setTrouble] = useState<string | null>(null);
  if (state.offer !== null) {
    return (
      <RingingCall
        key={state.offer.offerId}
        offer={state.offer}
        connection={connection}
        onAccepting={() => {
          setTrouble(null);
          keeper.useHere();
        }}
        onLost={(refusal) => {
          setTrouble(lostWords(refusal));
        }}
      />
    );
  }
  if (state.visit !== null)
    return <ActiveVisit visit={state.visit} connection={connection} keeper={keeper} />;
  const choose = (choice: PresenceChoice) => {
    setTrouble(null);
    setPresence(connection, choice).then(setTrouble, reportError);
  };
  return (
    <>
      <div role="alert">
        {trouble === null ? null : <p className="bedside-note bedside-note--problem">{trouble}</p>}
      </div>
      <BetweenCalls {...props} onChoose={choose} />
    </>
  );
}

const checkedKey = 'bedside:checked';

function BetweenCalls(props: DeskProps & { onChoose: (choice: PresenceChoice) => void }) {
  const { state, connection, tone, onChoose } = props;
  const [checked, setChecked] = useState(() => recall(sessionStorage, checkedKey) !== null);
  const [writing, setWriting] = useState<VisitId | null>(null);
  const wrapUp = state.presence.state === 'wrap-up' ? state.presence.visitId : null;
  const missing = state.missingOutcomes.find(({ visitId }) => visitId === (writing ?? wrapUp));
  const pass = () => {
    remember(sessionStorage, checkedKey, 'yes');
    setChecked(true);
  };
  if (missing !== undefined) {
    const back = () => {
      setWriting(null);
    };
    const later = missing.visitId === wrapUp ? {} : { onBack: back };
    return <WriteUp {...{ missing, connection }} presence={state.presence} onSaved={back} {...later} />;
  }
  if (!checked && state.presence.state === 'away') {
    const goOnCall = () => {
      pass();
      onChoose({ to: 'available' });
    };
    return <Check tone={tone} onGoOnCall={goOnCall} onSkip={pass} />;
  }
  return (
    <ClinicianHome
      {...{ state, connection, tone, onChoose }}
      onOpen={({ visitId }) => {
        setWriting(visitId);
      }}
    />
  );
}

async function setPresence(connection: Connection, choice: PresenceChoice): Promise<string | null> {
  const answer = await connection.command('presence:set', choice);
  await connection.refresh();
  return answer.ok ? null : answer.message;
}

function lostWords({ code, message }: Refusal): string {
  return code === 'taken' || code === 'expired' || code === 'wrong-phase'
    ? 'That call has gone to somebody else or was cancelled.'
    : message;
}

function ActiveVisit({
  visit,
  connection,
  keeper,
}: {
  visit: VisitView;
  connection: Connection;
  keeper: RoomKeeper;
}) {
  const now = useServerNow(connection);
  const hangUp = async () => {
    await connection.command('visit:end', { visitId: visit.visitId });
    await connection.refresh();
  };
  return (
    <VisitRoom
      keeper={keeper}
      otherName={visit.card.siteName}
      startedAt={Date.parse(visit.startedAt)}
      now={now}
      onHangUp={hangUp}
    >
      <h1 className="nhsuk-heading-m">{visit.card.siteName}</h1>
      <CallDetails card={visit.card} now={now} />
    </VisitRoom>
  );
}
