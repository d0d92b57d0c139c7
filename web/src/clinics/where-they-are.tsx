import { useState } from 'react';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { PatientView, PlacedPatientView } from '../../../domain/clinics/wire.ts';
import { markWords, type SecurityMark, securityMark } from '../../../domain/clinics/whereabouts.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { useText } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { cellProblem, PlaceFields, wingProblem } from './place-fields.tsx';

const marksToChoose = securityMark.options.map((value) => ({
  value,
  label: markWords[value],
  testId: `mark-${value}`,
}));

/** Where a patient is in the prison, and what officers have to know; read when it is opened, because reading it is audited. */
export function WhereTheyAre({ patient }: { patient: Pick<PatientView, 'patientId'> }) {
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        data-testid="where-they-are"
        onClick={() => {
          setSaved(false);
          setOpen(true);
        }}
      >
        Where they are
      </Button>
      <span role="status">{saved ? 'Where they are is saved.' : ''}</span>
      {open ? (
        <Opened
          patientId={patient.patientId}
          onSaved={() => {
            setSaved(true);
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

type OpenedProps = { patientId: PatientView['patientId']; onSaved: () => void; onClose: () => void };

function Opened({ patientId, ...rest }: OpenedProps) {
  const { loaded, reload } = useEndpoint('listPatients');
  if (loaded.state === 'loading') return <Loading what="where they are" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const patient = loaded.value.patients.find((one) => one.patientId === patientId);
  return patient === undefined ? (
    <p>This patient is in none of your prisons.</p>
  ) : (
    <Editing key={patient.patientId} patient={patient} reload={reload} {...rest} />
  );
}

type EditingProps = Omit<OpenedProps, 'patientId'> & { patient: PlacedPatientView; reload: () => void };

function Editing({ patient, reload, onSaved, onClose }: EditingProps) {
  const ask = useAsk();
  const wing = useText(patient.wing ?? '');
  const cell = useText(patient.cell ?? '');
  const [marks, setMarks] = useState<SecurityMark[]>(patient.marks);
  const send = async (): Promise<Problem[]> => {
    const seen = { wing: patient.wing, cell: patient.cell, marks: patient.marks };
    const asked = { wing: orNull(wing.value), cell: orNull(cell.value), marks, seen };
    const body = endpoints.setWhereabouts.body.safeParse(asked);
    if (!body.success) return problemsOf(body.error.issues.map(({ path }) => path[0]));
    await ask('setWhereabouts', { params: { patientId: patient.patientId }, body: body.data });
    reload();
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Where ${patient.name} is`}
      confirm={{ label: 'Save', testId: 'save-whereabouts' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          {patient.marksConfirmed ? null : (
            <p className="bedside-note" data-testid="marks-not-confirmed">
              <strong>What officers have to know is from the last prison, and not confirmed.</strong> Saving
              confirms what is ticked.
            </p>
          )}
          <PlaceFields prefix="where" errorOf={errorOf} wing={wing.bind} cell={cell.bind} />
          <Checkboxes
            legend="What officers have to know"
            hint="Printed on unlock lists where it is chosen, and shown to nobody outside the prison."
            large={false}
            name="marks"
            choices={marksToChoose}
            values={marks}
            onChange={setMarks}
          />
        </>
      )}
    </FormDialog>
  );
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}

function problemsOf(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: wingProblem, field: 'where-wing' },
    { message: cellProblem, field: 'where-cell' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('where-', '')));
}
