import { TextField } from '../ui/field.tsx';
import type { useText } from '../ui/form.tsx';

type Bind = ReturnType<typeof useText>['bind'];

export const wingProblem = 'Enter a wing of 12 letters, digits, spaces or hyphens at most, or leave it empty';
export const cellProblem = 'Enter a cell of 12 characters at most, or leave it empty';

/** On which wing and in which cell a patient is. */
export function PlaceFields(props: {
  prefix: string;
  errorOf: (field: string) => string | undefined;
  wing: Bind;
  cell: Bind;
}) {
  const { prefix, errorOf, wing, cell } = props;
  return (
    <>
      <TextField
        id={`${prefix}-wing`}
        label="Wing (optional)"
        hint="As on the door, such as B. Leave it empty where you do not know."
        autoComplete="off"
        className="nhsuk-input--width-10"
        maxLength={12}
        error={errorOf(`${prefix}-wing`)}
        {...wing}
      />
      <TextField
        id={`${prefix}-cell`}
        label="Cell (optional)"
        autoComplete="off"
        className="nhsuk-input--width-10"
        maxLength={12}
        error={errorOf(`${prefix}-cell`)}
        {...cell}
      />
    </>
  );
}
