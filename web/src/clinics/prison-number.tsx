import { useState } from 'react';
import { prisonNumberReason, type PrisonNumberReason } from '../../../domain/clinics/list-wire.ts';
import type { PatientView } from '../../../domain/clinics/wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import { ApiError } from '../service/api.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';

const reasonWords: Readonly<Record<PrisonNumberReason, string>> = {
  'not-known-before': 'It was not known before',
  'typed-wrong': 'It was typed wrong, or is somebody else’s',
  'given-new': 'The prison has given the patient another number',
};

const reasons = prisonNumberReason.options.map((value) => ({
  value,
  label: reasonWords[value],
  testId: `number-reason-${value}`,
}));

type Props = {
  patient: Pick<PatientView, 'patientId' | 'name' | 'prisonNumber'>;
  /** The number is another one now, so that what shows it has to be read again. */
  onSaved: () => void;
};

/** Adds or corrects the prison number of a patient of the own prison. */
export function PrisonNumber({ patient, onSaved }: Props) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  // What shows the patient may be read again later than this is opened again.
  const [saved, setSaved] = useState<string | null | undefined>();
  const number = saved === undefined ? patient.prisonNumber : saved;
  const label = number === null ? 'Add the prison number' : 'Correct the prison number';
  return (
    <>
      <Button
        variant="secondary"
        data-testid="prison-number"
        onClick={() => {
          setSaid('');
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <span role="status" data-testid="number-said">
        {said}
      </span>
      {open ? (
        <Editing
          patient={{ ...patient, prisonNumber: number }}
          title={label}
          onSaved={(words, now) => {
            setSaid(words);
            setSaved(now);
            onSaved();
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

type EditingProps = Omit<Props, 'onSaved'> & {
  title: string;
  onSaved: (words: string, prisonNumber: string | null) => void;
  onClose: () => void;
};

function Editing({ patient, title, onSaved, onClose }: EditingProps) {
  const ask = useAsk();
  const { patientId, name, prisonNumber: seen } = patient;
  const number = useText(seen ?? '');
  const [reason, setReason] = useState<PrisonNumberReason | null>(seen === null ? 'not-known-before' : null);
  const send = async (): Promise<Problem[]> => {
    const prisonNumber = number.value.trim() === '' ? null : number.value;
    const body = endpoints.setPrisonNumber.body.safeParse({ prisonNumber, seen, reason });
    if (!body.success) return problemsOf(body.error.issues.map(({ path }) => path[0]));
    try {
      const { moved } = await ask('setPrisonNumber', { params: { patientId }, body: body.data });
      onSaved(savedWords(moved), body.data.prisonNumber);
      return [];
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'conflict') throw error;
      return [{ message: conflictWords(error.message), field: 'number-prisonNumber' }];
    }
  };
  return (
    <FormDialog
      title={title}
      confirm={{ label: 'Save', testId: 'save-number' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>{name}</p>
          <NumberField error={errorOf('number-prisonNumber')} bind={number.bind} />
          <Radios
            id="number-reason"
            legend="Why is it changed?"
            large={false}
            name="number-reason"
            choices={reasons}
            value={reason}
            error={errorOf('number-reason')}
            onChoose={setReason}
          />
        </>
      )}
    </FormDialog>
  );
}

function NumberField({
  error,
  bind,
}: {
  error: string | undefined;
  bind: ReturnType<typeof useText>['bind'];
}) {
  return (
    <TextField
      id="number-prisonNumber"
      label="Prison number"
      hint="A letter, four digits, two letters, such as A1234BC. Leave it empty where you do not know it."
      autoComplete="off"
      className="nhsuk-input--width-10"
      error={error}
      {...bind}
    />
  );
}

function savedWords(moved: boolean): string {
  return moved
    ? 'The prison number is saved. By what is known of it the patient is in another prison now: its healthcare sees them.'
    : 'The prison number is saved.';
}

/** Nobody is told whose number it is. */
function conflictWords(message: string): string {
  return message.startsWith('prisonNumber')
    ? 'Another patient has this prison number. Check it, and ask the booking clerk of the hospital if it is right'
    : 'Somebody else has changed the prison number meanwhile. Close this and open it again to see it';
}

function problemsOf(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Enter a prison number such as A1234BC, or leave it empty', field: 'number-prisonNumber' },
    { message: 'Choose why it is changed', field: 'number-reason' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('number-', '')));
}
