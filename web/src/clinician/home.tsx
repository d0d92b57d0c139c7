import { Link } from 'react-router';
import type { PresenceChoice } from '../../../domain/clinicians/presence.ts';
import type { ClinicianState, MissingOutcome } from '../../../domain/states/wire.ts';
import { CheckThisDevice } from '../check/check-this-device.tsx';
import type { CheckRun } from '../check/media-check.ts';
import { PushSwitch } from '../push/push-switch.tsx';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { BoardPanels } from './board.tsx';
import { isAtHome, patientNameOf, visitedName } from './clinician-words.ts';
import { Presence } from './presence.tsx';
import { SoundOff } from './sound-off.tsx';
import type { RingTone } from '../service/ring-tone.ts';
import { useLiveRead } from '../service/use-live-read.ts';
import { OutOfDate } from '../ui/status.tsx';

/** A clinician between calls. */
export function ClinicianHome(props: {
  state: ClinicianState;
  connection: Connection;
  tone: RingTone;
  run: CheckRun;
  onChoose: (choice: PresenceChoice) => void;
  onTaking: () => void;
  onOpen: (missing: MissingOutcome) => void;
}) {
  const { state, connection, tone, run, onChoose, onTaking, onOpen } = props;
  const { board } = useLiveRead(connection, 'board:read');
  const now = useServerNow(connection);
  return (
    <>
      <h1 className="nhsuk-heading-l">{state.clinician.name}</h1>
      <Presence
        state={state}
        waiting={board?.waiting.length ?? 0}
        now={now}
        onChoose={(choice) => {
          tone.unlock().catch(reportError);
          onChoose(choice);
        }}
      />
      <SoundOff tone={tone} wanted={state.presence.state === 'available'} />
      <ToDo missing={state.missingOutcomes} onOpen={onOpen} />
      {board === null ? null : <OutOfDate readAt={board.now} now={now} />}
      <BoardPanels
        {...{ board, now, connection, onTaking }}
        presence={state.presence}
        own={state.clinician.clinicianId}
      />
      <p>
        <Link to="/gp-letters" data-testid="open-gp-letters">
          Letters to GPs
        </Link>
      </p>
      <PushSwitch />
      <section className="bedside-device-check" aria-label="This device">
        <CheckThisDevice run={run} />
      </section>
    </>
  );
}

function ToDo({
  missing,
  onOpen,
}: {
  missing: readonly MissingOutcome[];
  onOpen: (missing: MissingOutcome) => void;
}) {
  if (missing.length === 0) return null;
  return (
    <section className="bedside-panel bedside-panel--to-do" aria-labelledby="to-do-title">
      <h2 className="nhsuk-heading-m" id="to-do-title">
        To write up: {missing.length === 1 ? '1 visit' : `${missing.length} visits`}
      </h2>
      <ul className="bedside-rows" data-testid="missing-outcomes">
        {missing.map((visit) => (
          <li key={visit.visitId}>
            <span className="bedside-rows__main">
              <strong>{visitedName(visit.card)}</strong>
              {isAtHome(visit.card) ? ', at home' : withPatient(visit)}, ended {clockTime(visit.endedAt)}
            </span>
            <Button
              variant="secondary"
              small
              onClick={() => {
                onOpen(visit);
              }}
            >
              Write up<span className="nhsuk-u-visually-hidden"> the visit to {visitedName(visit.card)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function withPatient({ card }: MissingOutcome): string {
  const name = patientNameOf(card);
  return name === null ? '' : `, ${name}`;
}
