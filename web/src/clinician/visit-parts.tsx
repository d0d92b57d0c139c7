import { MovementsStopped } from '../booked/movements-stopped.tsx';
import { RoomCheckPanel } from '../booked/room-check.tsx';
import { isOfPatientSide } from '../../../domain/guests/guest.ts';
import { clinicianWordsAt, peopleInRoomAt } from '../booked/part-words.ts';
import { type ClinicPlace, outsidePlace } from '../../../domain/clinics/outside.ts';
import type { VisitPart } from '../../../domain/clinics/visit-part.ts';
import type { VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { TelephoneLink } from '../ui/status.tsx';

const next: Partial<Record<VisitPart, 'main' | 'debrief'>> = { pre: 'main', main: 'debrief' };

/** How far a booked visit has come, the button that moves it on, and who is in the room; nothing for a call. */
export function VisitParts({ visit, connection }: { visit: VisitView; connection: Connection }) {
  const { visitId, progress } = visit;
  const to = progress === null ? undefined : next[progress.part];
  const act = async () =>
    to === undefined ? [] : problemsOf(await connection.command('visit:move-on', { visitId, to }));
  const { busy, problems, send } = useSending(act);
  if (progress === null) return null;
  const place = outsidePlace.safeParse(visit.card.siteKind).data;
  return (
    <section className="bedside-panel" aria-label="Where the visit stands">
      <p role="status" data-testid="visit-part" data-part={progress.part}>
        <strong>{clinicianWordsAt(place).parts[progress.part]}</strong>
      </p>
      <div role="status">
        <MovementsStopped progress={progress} />
      </div>
      <NobodyThere visit={visit} />
      <ErrorSummary problems={problems} />
      {to === undefined ? null : <MoveOn {...{ visit, place, to, busy, act, send }} />}
      <RoomCheckPanel {...{ visitId, progress, connection }} people={peopleInRoomAt(place)} />
    </section>
  );
}

/** One press; it asks first where it would put somebody out who cannot come back. */
function MoveOn(props: {
  visit: VisitView;
  place: ClinicPlace;
  to: 'main' | 'debrief';
  busy: boolean;
  act: () => Promise<Problem[]>;
  send: () => Promise<void>;
}) {
  const { visit, place, to, busy, act, send } = props;
  const { steps, leaves } = clinicianWordsAt(place);
  if (to === 'debrief' && visit.guests.some(({ role }) => isOfPatientSide(role))) {
    return (
      <ConfirmedButton
        label={steps.debrief}
        testId="move-on"
        small
        question={{
          ...leaves,
          yes: 'Yes, go on to the debrief',
          yesTestId: 'confirm-move-on',
        }}
        act={act}
      />
    );
  }
  return (
    <Button
      small
      data-testid="move-on"
      disabled={busy}
      onClick={() => {
        send().catch(reportError);
      }}
    >
      {steps[to]}
    </Button>
  );
}

/** Ten minutes after the time of the appointment nobody at the prison has joined. */
function NobodyThere({ visit: { progress, card } }: { visit: VisitView }) {
  const rangAt = progress?.stationRangAt ?? null;
  return (
    <div role="alert">
      {rangAt === null ? null : (
        <p className="bedside-note bedside-note--problem" data-testid="nobody-there">
          Nobody at {card.siteName} has joined. Its screen rings since {clockTime(rangAt)}.{' '}
          {card.sitePhone === null ? (
            'No telephone number of it is known.'
          ) : (
            <>
              Telephone: <TelephoneLink number={card.sitePhone} />
            </>
          )}
        </p>
      )}
    </div>
  );
}
