import { useState } from 'react';
import type { VisitId } from '../../../domain/ids.ts';
import type { PersonInRoom, VisitProgress } from '../../../domain/clinics/visit-part.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime, listed } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { personInRoomWords } from './part-words.ts';

type Props = {
  visitId: VisitId;
  progress: VisitProgress;
  connection: Connection;
  /** Who can be there. */
  people: readonly PersonInRoom[];
};

/** Who is in the room with the patient: confirmed by the nurse or the clinician, and again when somebody comes or goes. */
export function RoomCheckPanel({ visitId, progress, connection, people }: Props) {
  const [again, setAgain] = useState(false);
  const { room } = progress;
  if (progress.part !== 'main') return null;
  if (room !== null && !again) {
    return (
      <div data-testid="room-confirmed">
        <p>
          <strong>{room.identity === 'confirmed' ? 'Identity confirmed.' : 'Identity not confirmed.'}</strong>{' '}
          In the room: {listed(room.present.map((one) => personInRoomWords[one]))}. Confirmed by{' '}
          {room.by === 'station' ? 'the staff' : 'the clinician'} at {clockTime(room.at)}.
        </p>
        <Button
          variant="secondary"
          small
          data-testid="confirm-room-again"
          onClick={() => {
            setAgain(true);
          }}
        >
          Somebody has come or gone
        </Button>
      </div>
    );
  }
  return (
    <RoomCheckForm
      visitId={visitId}
      connection={connection}
      people={people}
      onDone={() => {
        setAgain(false);
      }}
    />
  );
}

function RoomCheckForm(props: Omit<Props, 'progress'> & { onDone: () => void }) {
  const { visitId, connection, people, onDone } = props;
  const [known, setKnown] = useState(false);
  const [present, setPresent] = useState<readonly PersonInRoom[]>(['patient']);
  const { busy, problems, send } = useSending(async (): Promise<Problem[]> => {
    const [first, ...others] = present;
    if (first === undefined) return [{ message: 'Tick who is in the room' }];
    const identity = known ? 'confirmed' : 'not-confirmed';
    const answer = await connection.command('visit:confirm-room', {
      visitId,
      identity,
      present: [first, ...others],
    });
    if (answer.ok) onDone();
    return problemsOf(answer);
  });
  return (
    <Form className="bedside-room-check" data-testid="room-check" aria-label="Who is in the room" send={send}>
      <ErrorSummary problems={problems} />
      <fieldset className="nhsuk-fieldset">
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">
          Who is it, and who is in the room?
        </legend>
        <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
          <Tick
            id="identity"
            label="Name and date of birth asked for: it is the right patient"
            checked={known}
            onChange={setKnown}
          />
          {people.map((one) => (
            <Tick
              key={one}
              id={`present-${one}`}
              label={personInRoomWords[one]}
              checked={present.includes(one)}
              onChange={(checked) => {
                setPresent(checked ? [...present, one] : present.filter((other) => other !== one));
              }}
            />
          ))}
        </div>
      </fieldset>
      <Button type="submit" small data-testid="confirm-room" disabled={busy}>
        Confirm
      </Button>
    </Form>
  );
}

function Tick(props: { id: string; label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const { id, label, checked, onChange } = props;
  return (
    <div className="nhsuk-checkboxes__item">
      <input
        className="nhsuk-checkboxes__input"
        type="checkbox"
        id={`room-${id}`}
        data-testid={id}
        checked={checked}
        onChange={({ target }) => {
          onChange(target.checked);
        }}
      />
      <label className="nhsuk-label nhsuk-checkboxes__label" htmlFor={`room-${id}`}>
        {label}
      </label>
    </div>
  );
}
