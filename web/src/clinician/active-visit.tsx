import { Fragment } from 'react';
import type { ClinicianId } from '../../../domain/ids.ts';
import type { ClinicianState, VisitView } from '../../../domain/states/wire.ts';
import { Documents } from '../booked/documents.tsx';
import { ConnectionPanel } from '../connection/connection-panel.tsx';
import { HangUp, Leave, StillLeaving } from '../room/view/leaving.tsx';
import type { Leaving, Left } from '../room/session/leaving.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import { VisitRoom } from '../room/view/visit-room.tsx';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { Part } from '../ui/failure.tsx';
import { RecordPanel } from './record-panel.tsx';
import { TelephoneLink } from '../ui/status.tsx';
import { visitedName } from './clinician-words.ts';
import { VisitDetails } from './call-details.tsx';
import { Colleagues } from './colleagues.tsx';
import { LostSound, SiteTelephone } from './site-telephone.tsx';
import { useSoundWatch } from './hooks.ts';
import { VisitParts } from './visit-parts.tsx';
import { VisitSbard } from './visit-sbard.tsx';
import { Guests } from './guests.tsx';

type VisitProps = {
  visit: VisitView;
  state: ClinicianState;
  connection: Connection;
  session: RoomSession;
  sbards: SbardDrafts;
  leaving: Leaving;
  left: Left | null;
};

/** A clinician in a visit: their own, or one that a colleague asked them into. */
export function ActiveVisit({ visit, state, connection, session, sbards, leaving, left }: VisitProps) {
  const now = useServerNow(connection);
  useSoundWatch(visit, { connection, session });
  const lead = visit.role === 'lead';
  if (left !== null)
    return (
      <StillLeaving what={lead ? 'call' : 'visit'} {...{ leaving, left }}>
        <ByTelephone visit={visit} />
      </StillLeaving>
    );
  const joined = visit.others.filter((other) => other.state === 'joined').map(({ name }) => name);
  const colleagues = lead ? joined : [...new Set([visit.leadName, ...joined])];
  return (
    <VisitRoom
      session={session}
      otherName={visitedName(visit.card)}
      alsoThere={colleagues}
      startedAt={Date.parse(visit.startedAt)}
      now={now}
      ending={<Ending visit={visit} leaving={leaving} />}
      alert={<LostSound visit={visit} connection={connection} />}
    >
      <h1 className="nhsuk-heading-m">{visitedName(visit.card)}</h1>
      {lead ? <VisitParts visit={visit} connection={connection} /> : <WhoseVisit visit={visit} />}
      <PatientAndOthers {...{ visit, state, connection, now }} />
      <Part name="the SBARD">
        <VisitSbard card={visit.card} readOnly={!lead} {...{ connection, sbards }} />
      </Part>
      <Part name="the record">
        <RecordPanel card={visit.card} />
      </Part>
      <Part name="the connection">
        <ConnectionPanel visitId={visit.visitId} />
      </Part>
    </VisitRoom>
  );
}

/** The patient first, and before them whoever waits in the lobby: they have nobody else to turn to. */
function PatientAndOthers({
  visit,
  state,
  connection,
  now,
}: Pick<VisitProps, 'visit' | 'state' | 'connection'> & { now: number }) {
  const patient = (
    <Fragment key="patient">
      <Part name="the card of the call">
        <VisitDetails card={visit.card} now={now} />
      </Part>
      <VisitDocuments card={visit.card} />
    </Fragment>
  );
  if (visit.role !== 'lead') return patient;
  const others = (
    <OthersOf key="others" visit={visit} own={state.clinician.clinicianId} connection={connection} />
  );
  const someoneWaits = visit.guests.some((guest) => guest.state === 'waiting');
  return someoneWaits ? [others, patient] : [patient, others];
}

type OthersProps = Pick<VisitProps, 'visit' | 'connection'> & { own: ClinicianId };

/** Whom the clinician whose visit it is can ask in, and ring. */
function OthersOf({ visit, own, connection }: OthersProps) {
  return (
    <>
      <Part name="the guests">
        <Guests visit={visit} connection={connection} />
      </Part>
      <Part name="the list of colleagues">
        <Colleagues visit={visit} own={own} connection={connection} />
      </Part>
      <SiteTelephone visit={visit} connection={connection} />
    </>
  );
}

/** Of a booked visit: for everybody of the hospital who is in it. */
function VisitDocuments({ card }: Pick<VisitView, 'card'>) {
  return card.kind === 'booking' ? (
    <Part name="the documents">
      <Documents referralId={card.referralId} />
    </Part>
  ) : null;
}

/** Only the one whose visit it is can end it. */
function Ending({ visit, leaving }: Pick<VisitProps, 'visit' | 'leaving'>) {
  return visit.role === 'lead' ? (
    <HangUp leaving={leaving} />
  ) : (
    <Leave leaving={leaving} testId="leave-visit" text={`It goes on with ${visit.leadName}.`} />
  );
}

/** The people at the site may still be there. */
function ByTelephone({ visit: { role, card } }: Pick<VisitProps, 'visit'>) {
  return role === 'lead' && card.sitePhone !== null ? (
    <p>
      If they still need you, telephone {visitedName(card)}: <TelephoneLink number={card.sitePhone} />
    </p>
  ) : null;
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
