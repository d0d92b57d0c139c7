import { useState } from 'react';
import { type DnaCause, dnaCauses, dnaFrom } from '../../../domain/clinics/attendance.ts';
import { type ClinicPlace, dnaCausesAt } from '../../../domain/clinics/outside.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { causeWordsAt, dnaWords } from '../booked/place-words.ts';
import { useAsk, useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { SelectField, TextArea } from '../ui/field.tsx';

type Props = { booking: BookingView; onRecorded: () => void };

/** Says that the patient was not seen, from a quarter of an hour after the time of the appointment (A48). */
export function NotSeen({ booking, onRecorded }: Props) {
  const { state, outcome, startsAt, patient } = booking;
  const [asking, setAsking] = useState(false);
  const now = useNow(Date.now);
  if (outcome !== null || (state !== 'booked' && state !== 'running' && state !== 'done')) return null;
  if (dnaFrom({ startsAt: new Date(startsAt) }).getTime() > now) return null;
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="not-seen"
        onClick={() => {
          setAsking(true);
        }}
      >
        Not seen<span className="nhsuk-u-visually-hidden">: {patient.name}</span>
      </Button>
      {asking ? (
        <WhyNotSeen
          booking={booking}
          onRecorded={onRecorded}
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}

function WhyNotSeen({ booking, onRecorded, onClose }: Props & { onClose: () => void }) {
  const { bookingId, patient } = booking;
  const ask = useAsk();
  const [cause, setCause] = useState<DnaCause | null>(null);
  const [text, setText] = useState('');
  const send = async (): Promise<Problem[]> => {
    if (cause === null) return [{ message: 'Choose why', field: 'dna-cause' }];
    const body = { cause, text: text.trim() === '' ? null : text.trim() };
    await ask('markNotAttended', { params: { bookingId }, body });
    onRecorded();
    return [];
  };
  return (
    <FormDialog
      title="Why was the patient not seen?"
      confirm={{ label: 'Record it', testId: 'confirm-not-seen' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>{patient.name}. The referral waits again, at its old place in the list.</p>
          <CauseField
            place={booking.outside}
            cause={cause}
            error={errorOf('dna-cause')}
            onChange={setCause}
          />
          <TextArea
            id="dna-text"
            label="More about it (optional)"
            rows={2}
            maxLength={300}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
            }}
          />
        </>
      )}
    </FormDialog>
  );
}

/** The causes, under who has caused them. */
function CauseField(props: {
  place: ClinicPlace;
  cause: DnaCause | null;
  error: string | undefined;
  onChange: (cause: DnaCause | null) => void;
}) {
  const { place, cause: chosen, error, onChange } = props;
  const codesThere = dnaCausesAt(place);
  const groups = Map.groupBy(codesThere, (code) => causeWordsAt(dnaCauses[code].cause, place));
  return (
    <SelectField
      id="dna-cause"
      label="Reason"
      value={chosen ?? ''}
      error={error}
      onChange={({ target }) => {
        onChange(codesThere.find((code) => code === target.value) ?? null);
      }}
    >
      <option value="">Choose a reason</option>
      {[...groups].map(([cause, codes]) => (
        <optgroup key={cause} label={cause}>
          {codes.map((code) => (
            <option key={code} value={code}>
              {dnaWords(code, place)}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
