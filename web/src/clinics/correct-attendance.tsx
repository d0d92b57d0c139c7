import { useState } from 'react';
import type { Attendance } from '../../../domain/clinics/attendance.ts';
import { type ClinicPlace, dnaCausesAt } from '../../../domain/clinics/outside.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { nextStep } from '../../../domain/visits/outcome.ts';
import { dnaWords, nextStepWordsAt } from '../booked/place-words.ts';
import { useAsk, useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { SelectField, TextArea } from '../ui/field.tsx';
import { mayRecord, type RecordingRights } from './may-record.ts';

type Props = { booking: BookingView; done: (said: string) => void };

/** Records what became of a booking that is over, or corrects it, for five days; after them only a manager can (A29). */
export function CorrectAttendance({ booking, rights, done }: Props & { rights: RecordingRights }) {
  const [asking, setAsking] = useState(false);
  const now = useNow(Date.now);
  const how = mayRecord(booking, rights, new Date(now));
  if (how === null) return null;
  if (how === 'too-late') {
    return (
      <p data-testid="outcome-too-late">
        Five days have passed. Only a manager can record the outcome of this booking now, and has to say why.
      </p>
    );
  }
  return (
    <>
      <div className="bedside-actions">
        <Button
          variant="secondary"
          data-testid="correct-attendance"
          onClick={() => {
            setAsking(true);
          }}
        >
          {booking.outcome === null ? 'Record the outcome' : 'Correct the outcome'}
        </Button>
      </div>
      {asking ? (
        <Correction
          booking={booking}
          done={done}
          needsReason={how === 'with-reason'}
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}

type Choice = { id: string; group: string; words: string; said: Attendance };

/** What can be there. */
const choicesAt = (place: ClinicPlace): readonly Choice[] => [
  ...nextStep.options.map((step) => ({
    id: `next-${step}`,
    group: 'Seen, and next',
    words: nextStepWordsAt(place)[step],
    said: { attendance: 'attended' as const, nextStep: step },
  })),
  ...dnaCausesAt(place).map((cause) => ({
    id: `dna-${cause}`,
    group: 'Not seen, because',
    words: dnaWords(cause, place),
    said: { attendance: 'dna' as const, cause, text: null },
  })),
];

function Correction(props: Props & { needsReason: boolean; onClose: () => void }) {
  const { booking, done, needsReason, onClose } = props;
  const place = booking.outside;
  const ask = useAsk();
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const send = async (): Promise<Problem[]> => {
    const choice = choicesAt(place).find(({ id }) => id === chosen);
    if (choice === undefined) return [{ message: 'Choose what is right', field: 'correction' }];
    if (needsReason && reason.trim() === '') {
      return [{ message: 'Say why it is recorded now', field: 'correction-reason' }];
    }
    await ask('correctAttendance', {
      params: { bookingId: booking.bookingId },
      body: { said: choice.said, reason: reason.trim() === '' ? null : reason.trim() },
    });
    const kept = booking.outcome === null ? '' : ' What was recorded before is kept.';
    done(`The outcome is recorded.${kept}`);
    return [];
  };
  return (
    <FormDialog
      title="What is right?"
      confirm={{ label: 'Record it', testId: 'confirm-correction' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <OutcomeField {...{ place, chosen }} error={errorOf('correction')} onChoose={setChosen} />
          <TextArea
            id="correction-reason"
            label={needsReason ? 'Why' : 'Why (optional)'}
            error={errorOf('correction-reason')}
            rows={2}
            maxLength={300}
            value={reason}
            onChange={({ target }) => {
              setReason(target.value);
            }}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Everything that can be recorded, in one list. */
function OutcomeField(props: {
  place: ClinicPlace;
  chosen: string;
  error: string | undefined;
  onChoose: (id: string) => void;
}) {
  const { place, chosen, error, onChoose } = props;
  return (
    <SelectField
      id="correction"
      label="Outcome"
      value={chosen}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      <option value="">Choose an outcome</option>
      {[...Map.groupBy(choicesAt(place), ({ group }) => group)].map(([group, of]) => (
        <optgroup key={group} label={group}>
          {of.map(({ id, words }) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
