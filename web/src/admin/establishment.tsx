import { useState } from 'react';
import { establishmentCode, establishmentName } from '../../../domain/organisations/establishment.ts';
import { establishments } from '../../../domain/organisations/establishments.ts';
import type { Site } from '../../../domain/contract/rest.ts';
import { useAsk } from '../service/hooks.ts';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { AddForm } from './add-form.tsx';

/** What is said of a code that the register does not have. */
export const unknownCode = 'Enter a code of three letters from the list, or leave it empty';

/** A code of the public register, by typing a part of it or of the name. */
export function EstablishmentField({
  id,
  error,
  bind,
}: {
  id: string;
  error: string | undefined;
  bind: ReturnType<typeof useText>['bind'];
}) {
  return (
    <>
      <TextField
        id={id}
        label="Code in the prison register (optional)"
        hint="Three letters. Type a part of the name to find it."
        className="nhsuk-input--width-20"
        autoComplete="off"
        list={`${id}-list`}
        error={error}
        {...bind}
      />
      <datalist id={`${id}-list`}>
        {Object.entries(establishments).map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** Null for an empty field; undefined for a code that the register does not have. */
export function codeIn(text: string): string | null | undefined {
  if (text.trim() === '') return null;
  const found = establishmentCode.safeParse(text);
  return found.success ? found.data : undefined;
}

/** Which prison of the register a site is; changed here. */
export function Establishment({ site, onChanged }: { site: Site; onChanged: () => void }) {
  const ask = useAsk();
  const { siteId, establishment } = site;
  const code = useText(establishment ?? '');
  const [said, setSaid] = useState('');
  const name = establishment === undefined ? null : establishmentName(establishment);
  return (
    <>
      <p className="bedside-panel__facts" data-testid="establishment">
        {establishment === undefined
          ? 'No code in the prison register.'
          : `In the prison register: ${establishment}${name === null ? '' : `, ${name}`}.`}
      </p>
      <AddForm
        label={establishment === undefined ? 'Add the code' : 'Change the code'}
        refuse={establishment === undefined ? 'Do not add' : 'Do not change'}
        testId="set-establishment"
        add={async () => {
          const given = codeIn(code.value);
          if (given === undefined) return [{ message: unknownCode, field: `code-${siteId}` }];
          await ask('setEstablishment', { params: { siteId }, body: { establishment: given } });
          setSaid('The code is saved.');
          onChanged();
          return [];
        }}
      >
        {(errorOf) => (
          <EstablishmentField id={`code-${siteId}`} error={errorOf(`code-${siteId}`)} bind={code.bind} />
        )}
      </AddForm>
      <p role="status">{said}</p>
    </>
  );
}
