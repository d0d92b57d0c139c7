import type { ClinicianState, VisitView } from '../../../domain/states/wire.ts';
import { ConnectionPanel } from '../connection/connection-panel.tsx';
import { HangUp } from '../room/view/view-controls.tsx';
import type { RoomSession } from '../room/session/room-session.ts';
import { VisitRoom } from '../room/view/visit-room.tsx';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { problemsOf } from '../ui/answer.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { Part } from '../ui/failure.tsx';
import { CallDetails } from './call-details.tsx';
import { Colleagues } from './colleagues.tsx';
import { LostSound, SiteTelephone } from './site-telephone.tsx';
import { useSoundWatch } from './hooks.ts';
import { Guests } from './guests.tsx';

type VisitProps = { visit: VisitView; state: ClinicianState; connection: Connection; session: RoomSession };

/** A clinician in a visit: their own, or one that a colleague asked them into. */
export function ActiveVisit({ visit, state, connection, session }: VisitProps) {
  const now = useServerNow(connection);
  useSoundWatch(visit, { connection, session });
  const lead = visit.role === 'lead';
  const joined = visit.others.filter((other) => other.state === 'joined').map(({ name }) => name);
  const colleagues = lead ? joined : [...new Set([visit.leadName, ...joined])];
  return (
    <VisitRoom
      session={session}
      otherName={visit.card.siteName}
      alsoThere={colleagues}
      startedAt={Date.parse(visit.startedAt)}
      now={now}
      ending={<Ending visit={visit} connection={connection} />}
      alert={<LostSound visit={visit} connection={connection} />}
    >
      <h1 className="nhsuk-heading-m">{visit.card.siteName}</h1>
      {lead ? (
        <>
          <Part name="the guests">
            <Guests visit={visit} connection={connection} />
          </Part>
          <Part name="the list of colleagues">
            <Colleagues visit={visit} own={state.clinician.clinicianId} connection={connection} />
          </Part>
          <SiteTelephone visit={visit} connection={connection} />
        </>
      ) : (
        <WhoseVisit visit={visit} />
      )}
      <Part name="the card of the call">
        <CallDetails card={visit.card} now={now} />
      </Part>
      <Part name="the connection">
        <ConnectionPanel visitId={visit.visitId} />
      </Part>
    </VisitRoom>
  );
}

const stillThere = 'You are still in the visit, and can still be seen and heard.';

/** Only the one whose visit it is can end it. */
function Ending({ visit, connection }: { visit: VisitView; connection: Connection }) {
  const { visitId } = visit;
  const act = (command: 'visit:end' | 'visit:leave') => async () => {
    const answer = await connection.command(command, { visitId });
    await connection.refresh();
    return problemsOf(answer);
  };
  if (visit.role === 'lead') return <HangUp onHangUp={act('visit:end')} />;
  return (
    <ConfirmedButton
      label="Leave"
      testId="leave-visit"
      variant="warning"
      question={{
        title: 'Leave the visit?',
        text: `It goes on with ${visit.leadName}.`,
        yes: 'Yes, leave',
        yesTestId: 'confirm-leave',
        no: 'No, stay in the visit',
        kept: stillThere,
      }}
      act={act('visit:leave')}
    />
  );
}

function WhoseVisit({ visit }: { visit: VisitView }) {
  return (
    <p className="bedside-note" data-testid="whose-visit">
      <strong>
        {visit.leadLostAt === null
          ? `This is ${visit.leadName}’s visit.`
          : `The connection to ${visit.leadName} is lost.`}
      </strong>{' '}
      {visit.leadLostAt === null ? partWords(visit) : 'The staff can make the visit yours, with one press.'}
    </p>
  );
}

function partWords({ kind }: VisitView): string {
  return kind === 'transfer'
    ? 'You were asked to take it over. It is yours as soon as it is handed over to you.'
    : 'You were asked to advise. The outcome is not yours to write.';
}
