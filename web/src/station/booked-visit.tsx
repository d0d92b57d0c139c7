import { useEffect } from 'react';
import type { StationState, StationVisit } from '../../../domain/states/wire.ts';
import { HangUp, StillLeaving } from '../room/view/leaving.tsx';
import { VisitRoom } from '../room/view/visit-room.tsx';
import type { Leaving, Left } from '../room/session/leaving.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import type { Connection } from '../service/connection.ts';
import { MovementsStopped } from '../booked/movements-stopped.tsx';
import { RoomCheckPanel } from '../booked/room-check.tsx';
import { peopleInRoomAt, stationPartWords } from '../booked/part-words.ts';
import { useObservable } from '../service/hooks.ts';
import { useChime, useRingTone } from '../service/ring-tone.ts';
import { listed } from '../service/words.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { EmergencyLine, LostSound } from './help.tsx';
import { LostClinician } from './lost-clinician.tsx';
import type { Press } from './press.ts';

/** A visit that a clinician has started from a booking: as in a call, without anything for staff to fill in. */
export function BookedVisit(props: {
  visit: StationVisit;
  state: StationState | null;
  press: Press;
  connection: Connection;
  session: RoomSession;
  leaving: Leaving;
  left: Left | null;
  now: number;
}) {
  const { visit, state, press, connection, session, leaving, left, now } = props;
  useRings({ visit, session });
  if (left !== null)
    return (
      <StillLeaving what="call" {...{ leaving, left }}>
        <EmergencyLine />
      </StillLeaving>
    );
  const lost = visit.clinicianLostAt !== null;
  return (
    <VisitRoom
      session={session}
      otherName={visit.clinicianName}
      alsoThere={visit.otherClinicians}
      startedAt={Date.parse(visit.since)}
      now={now}
      lost={lost}
      alert={
        <>
          <LostClinician
            visit={visit}
            booked
            connection={connection}
            hubPhone={state?.station.hubPhone ?? null}
          />
          <LostSound lost={lost ? null : visit.lostSound} />
          <PartNotices visit={visit} />
        </>
      }
      ending={<HangUp leaving={leaving} />}
      pinned={<EmergencyLine />}
    >
      <h1 className="nhsuk-u-visually-hidden">
        Your visit with {listed([visit.clinicianName, ...visit.otherClinicians])}
      </h1>
      <PartOfVisit visit={visit} connection={connection} />
      <UrgentHelp press={press} />
    </VisitRoom>
  );
}

/**
 * Its camera opens by itself, and whoever is in front of it hears that it does. Where the clinician waits and nobody here has
 * joined, it rings until the room is open on this screen (A48).
 */
function useRings({ visit, session }: { visit: StationVisit; session: RoomSession }): void {
  const tone = useRingTone();
  useChime(tone, { about: visit.visitId, again: false });
  const { status } = useObservable(session.view);
  const rings = visit.progress.stationRangAt !== null && status !== 'in-room';
  useEffect(() => {
    if (!rings) return;
    tone.start();
    return () => {
      tone.stop();
    };
  }, [tone, rings]);
}

/** Above the picture, read out at once: what is said from now on is not for the patient. */
function PartNotices({ visit: { progress } }: { visit: StationVisit }) {
  return (
    <>
      {progress.part === 'debrief' ? (
        <p className="bedside-note" data-testid="debrief">
          <strong>{stationPartWords.debrief}</strong>
        </p>
      ) : null}
      <MovementsStopped progress={progress} />
    </>
  );
}

/** Which part of the visit it is, and who is in the room. */
function PartOfVisit({ visit, connection }: { visit: StationVisit; connection: Connection }) {
  const { visitId, progress } = visit;
  return (
    <section aria-label="Where the visit stands">
      <p role="status" data-testid="visit-part" data-part={progress.part}>
        <strong>{stationPartWords[progress.part]}</strong>
      </p>
      <RoomCheckPanel {...{ visitId, progress, connection }} people={peopleInRoomAt(undefined)} />
    </section>
  );
}

/** Somebody at the site needs a clinician now: the press is never refused because of a clinic. */
function UrgentHelp({ press }: { press: Press }) {
  return (
    <section aria-label="Urgent call">
      <p>Does somebody need a clinician now? You can place an urgent call from here.</p>
      <ConfirmedButton
        label="Place an urgent call"
        testId="urgent-call"
        question={{
          title: 'Place an urgent call?',
          text: 'This visit ends, and an on-call clinician is rung. Life in danger? Call 999 first.',
          yes: 'Yes, call a clinician now',
          yesTestId: 'confirm-urgent-call',
          no: 'No, go on with the visit',
          kept: 'The visit goes on.',
        }}
        act={() => {
          press.press();
          return Promise.resolve([]);
        }}
      />
    </section>
  );
}
