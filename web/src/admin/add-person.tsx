import { useState } from 'react';
import type { Role } from '../../../domain/actors.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useAsk } from '../service/hooks.ts';
import { Checkboxes, type Choice } from '../ui/choices.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { AddForm } from './add-form.tsx';
import type { ShownPassword } from './one-time-code.tsx';

export function AddPerson(props: {
  organisationId: OrganisationId;
  choices: readonly Choice<Role>[];
  onAdded: (shown: ShownPassword) => void;
}) {
  const { organisationId, choices, onAdded } = props;
  const ask = useAsk();
  const name = useText('');
  const email = useText('');
  const [roles, setRoles] = useState<Role[]>(['clinician']);
  const add = async (): Promise<Problem[]> => {
    const given = { name: name.value, email: email.value.trim(), roles };
    const body = endpoints.addPerson.body.safeParse(given);
    if (!body.success) return problemsOf(body.error.issues.map(({ path }) => path[0]));
    const added = await ask('addPerson', { params: { organisationId }, body: body.data });
    onAdded({ name: added.person.name, password: added.temporaryPassword });
    name.set('');
    email.set('');
    return [];
  };
  return (
    <AddForm label="Add a person" testId="add-person" add={add}>
      {(errorOf) => (
        <>
          <NameAndEmail errorOf={errorOf} name={name.bind} email={email.bind} />
          <Checkboxes
            id="person-roles"
            legend="Roles"
            large={false}
            name="roles"
            choices={choices}
            values={roles}
            error={errorOf('person-roles')}
            onChange={setRoles}
          />
        </>
      )}
    </AddForm>
  );
}

type Bind = ReturnType<typeof useText>['bind'];

function NameAndEmail(props: { errorOf: (field: string) => string | undefined; name: Bind; email: Bind }) {
  const { errorOf, name, email } = props;
  return (
    <>
      <TextField
        id="person-name"
        label="Name"
        hint="As others see it in a call, such as “Dr Amal Haddad”"
        error={errorOf('person-name')}
        maxLength={120}
        {...name}
      />
      <TextField
        id="person-email"
        label="Email address"
        type="email"
        error={errorOf('person-email')}
        {...email}
      />
    </>
  );
}

function problemsOf(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Enter the person’s name', field: 'person-name' },
    { message: 'Enter an email address in the right form, like name@example.com', field: 'person-email' },
    { message: 'Choose at least one role', field: 'person-roles' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('person-', '')));
}
