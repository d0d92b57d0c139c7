import { useState } from 'react';
import type { z } from 'zod';
import { endpoints, type Site, siteKind } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { siteKindWords } from '../clinician/clinician-words.ts';
import { useAsk } from '../service/hooks.ts';
import { Radios } from '../ui/choices.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { AddForm } from './add-form.tsx';
import { codeIn, EstablishmentField, unknownCode } from './establishment.tsx';

const kinds = siteKind.options.map((value) => ({ value, label: siteKindWords[value] }));

export function AddSite({
  organisationId,
  onAdded,
}: {
  organisationId: OrganisationId;
  onAdded: () => void;
}) {
  const ask = useAsk();
  const name = useText('');
  const [kind, setKind] = useState<Kind>('care-home');
  const phone = useText('');
  const code = useText('');
  const add = async (): Promise<Problem[]> => {
    const establishment = kind === 'prison' ? codeIn(code.value) : null;
    if (establishment === undefined) return [{ message: unknownCode, field: 'site-code' }];
    const given = givenOf({ name: name.value, kind, phone: phone.value, establishment });
    const body = endpoints.addSite.body.safeParse(given);
    if (!body.success) return problemsOf(body.error.issues.map(({ path }) => path[0]));
    await ask('addSite', { params: { organisationId }, body: body.data });
    name.set('');
    phone.set('');
    code.set('');
    onAdded();
    return [];
  };
  return (
    <AddForm label="Add a site" testId="add-site" add={add}>
      {(errorOf) => (
        <>
          <TextField
            id="site-name"
            label="Name"
            error={errorOf('site-name')}
            maxLength={120}
            {...name.bind}
          />
          <KindChoice kind={kind} onChoose={setKind} />
          {kind === 'prison' ? (
            <EstablishmentField id="site-code" error={errorOf('site-code')} bind={code.bind} />
          ) : null}
          <PhoneField error={errorOf('site-phone')} bind={phone.bind} />
        </>
      )}
    </AddForm>
  );
}

type Kind = z.infer<typeof siteKind>;

function KindChoice({ kind, onChoose }: { kind: Kind; onChoose: (kind: Kind) => void }) {
  return (
    <Radios
      legend="Kind"
      large={false}
      name="site-kind"
      inline
      choices={kinds}
      value={kind}
      onChoose={onChoose}
    />
  );
}

function givenOf(fields: { name: string; kind: string; phone: string; establishment: string | null }) {
  const { name, kind, phone, establishment } = fields;
  return {
    ...{ name, kind, phone: phone.trim() === '' ? null : phone },
    ...(establishment !== null && { establishment }),
  };
}

function PhoneField({
  error,
  bind,
}: {
  error: string | undefined;
  bind: ReturnType<typeof useText>['bind'];
}) {
  return (
    <TextField
      id="site-phone"
      label="Telephone (optional)"
      hint="The clinician sees it and can ring back"
      type="tel"
      className="nhsuk-input--width-20"
      error={error}
      {...bind}
    />
  );
}

function problemsOf(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Enter the site’s name', field: 'site-name' },
    { message: 'Enter a telephone number, like 01632 960 001', field: 'site-phone' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('site-', '')));
}

export function AddStation({ site, onAdded }: { site: Site; onAdded: () => void }) {
  const ask = useAsk();
  const name = useText('');
  const field = `station-name-${site.siteId}`;
  const add = async (): Promise<Problem[]> => {
    const body = endpoints.addStation.body.safeParse({ name: name.value });
    if (!body.success) return [{ message: 'Enter the station’s name', field }];
    await ask('addStation', { params: { siteId: site.siteId }, body: body.data });
    name.set('');
    onAdded();
    return [];
  };
  return (
    <AddForm label={`Add a station to ${site.name}`} testId="add-station" add={add}>
      {(errorOf) => (
        <TextField
          id={field}
          label="Station name"
          hint="Where the device stands or who carries it, such as “Tablet, first floor”"
          error={errorOf(field)}
          maxLength={120}
          {...name.bind}
        />
      )}
    </AddForm>
  );
}
