import { useState } from 'react';
import type { Role } from '../../../domain/actors.ts';
import type { Person } from '../../../domain/contract/rest.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes, type Choice } from '../ui/choices.tsx';

export function RolesForm(props: {
  person: Person;
  choices: readonly Choice<Role>[];
  onSave: (roles: Role[]) => void;
  onClose: () => void;
}) {
  const { person, choices, onSave, onClose } = props;
  const [roles, setRoles] = useState<Role[]>(person.roles);
  return (
    <div className="bedside-add">
      <Checkboxes
        legend={`Roles of ${person.name}`}
        large={false}
        name={`roles-${person.personId}`}
        choices={choices}
        values={roles}
        error={roles.length === 0 ? 'Choose at least one role' : undefined}
        onChange={setRoles}
      />
      <div className="bedside-actions">
        <Button
          small
          disabled={roles.length === 0}
          onClick={() => {
            onSave(roles);
          }}
        >
          Save the roles
        </Button>
        <Button variant="secondary" small onClick={onClose}>
          Leave them as they are
        </Button>
      </div>
    </div>
  );
}
