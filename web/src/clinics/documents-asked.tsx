import type { AskedDocument, DocumentKind } from '../../../domain/clinics/preflight.ts';
import { documentKind } from '../../../domain/clinics/preflight.ts';
import { Checkboxes } from '../ui/choices.tsx';
import { TextField } from '../ui/field.tsx';
import type { useText } from '../ui/form.tsx';
import { documentWords } from '../booked/document-words.ts';

const kindsToChoose = documentKind.options.map((value) => ({
  value,
  label: documentWords[value],
  testId: `document-${value}`,
}));

/** What the clinician is to have seen before the visit; asked for where it is booked (A50). */
export function DocumentsAsked(props: {
  kinds: DocumentKind[];
  onChange: (kinds: DocumentKind[]) => void;
  other: ReturnType<typeof useText>['bind'];
}) {
  const { kinds, onChange, other } = props;
  return (
    <>
      <Checkboxes
        legend="Which documents does the clinician need?"
        hint="Add the files under Documents. The prison says when one has come another way."
        large={false}
        name="documents"
        choices={kindsToChoose}
        values={kinds}
        onChange={onChange}
      />
      {kinds.includes('other') ? (
        <TextField
          id="document-other"
          label="Which other document?"
          autoComplete="off"
          className="nhsuk-input--width-20"
          maxLength={80}
          {...other}
        />
      ) : null}
    </>
  );
}

/** What is sent of it. */
export function askedDocuments(kinds: readonly DocumentKind[], other: string): AskedDocument[] {
  return documentKind.options
    .filter((kind) => kinds.includes(kind))
    .map((kind) => ({ kind, text: kind === 'other' ? other.trim() : null }));
}
