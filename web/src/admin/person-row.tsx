import { useState } from 'react';
import type { Role } from '../../../domain/actors.ts';
import type { ProfileView } from '../../../domain/queues/wire.ts';
import type { Person } from '../../../domain/contract/rest.ts';
import { skillLabels } from '../../../domain/queues/skill.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { Choice } from '../ui/choices.tsx';
import { Tag } from '../ui/tag.tsx';
import { PersonActions } from './person-actions.tsx';
import { ProfileDialog } from './profile-dialog.tsx';
import { RolesForm } from './roles-form.tsx';
import { roleWords } from './admin-words.ts';
import type { ShownPassword } from './shown-password.ts';

type PersonRowProps = {
  person: Person;
  own: boolean;
  choices: readonly Choice<Role>[];
  /** Null where it may not be read, or has not been yet. */
  profile: ProfileView | null;
  onProfile: () => void;
  onChanged: () => void;
  onPassword: (shown: ShownPassword) => void;
};

function usePersonActions({ person, onChanged, onPassword }: PersonRowProps) {
  const ask = useAsk();
  const [problem, setProblem] = useState<string | null>(null);
  const params = { personId: person.personId };
  const run = (work: Promise<unknown>) => {
    setProblem(null);
    work.then(onChanged, (error: unknown) => {
      setProblem(messageOf(error));
    });
  };
  const reset = async () => {
    const { temporaryPassword } = await ask('resetPassword', { params });
    onPassword({ name: person.name, password: temporaryPassword });
  };
  const actions = {
    reset: () => {
      run(reset());
    },
    disable: () => {
      run(ask('disablePerson', { params }));
    },
    enable: () => {
      run(ask('enablePerson', { params }));
    },
  };
  const saveRoles = (roles: Role[]) => {
    run(ask('setRoles', { params, body: { roles } }));
  };
  return { problem, actions, saveRoles };
}

/** One person: roles, disabling, a new temporary password. One cannot lock oneself out. */
export function PersonRow(props: PersonRowProps) {
  const { person, own, choices } = props;
  const [editing, setEditing] = useState(false);
  const { problem, actions, saveRoles } = usePersonActions(props);
  const closeRoles = () => {
    setEditing(false);
  };
  return (
    <li data-testid="person">
      <Who person={person} own={own} profile={props.profile} />
      {props.profile === null ? null : <Profile profile={props.profile} onSaved={props.onProfile} />}
      {own ? null : (
        <PersonActions
          person={person}
          actions={{
            ...actions,
            roles: () => {
              setEditing(true);
            },
          }}
        />
      )}
      {problem === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {problem}
        </p>
      )}
      {editing ? (
        <RolesForm
          person={person}
          choices={choices}
          onSave={(roles) => {
            closeRoles();
            saveRoles(roles);
          }}
          onClose={closeRoles}
        />
      ) : null}
    </li>
  );
}

function Profile({ profile, onSaved }: { profile: ProfileView; onSaved: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="edit-profile"
        onClick={() => {
          setOpen(true);
        }}
      >
        Skills and telephone<span className="nhsuk-u-visually-hidden"> of {profile.name}</span>
      </Button>
      {open ? (
        <ProfileDialog
          profile={profile}
          onSaved={onSaved}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

function profileWords({ skills, phone }: ProfileView): string {
  const skillNames = skills.map((skill) => skillLabels[skill]);
  return [...skillNames, ...(phone === null ? [] : [phone])].join(', ');
}

function Who(props: { person: Person; own: boolean; profile: ProfileView | null }) {
  const { person, own, profile } = props;
  const about = profile === null ? '' : profileWords(profile);
  return (
    <span className="bedside-rows__main">
      <strong>{person.name}</strong>
      {own ? ' (you)' : ''} {person.disabledAt === null ? null : <Tag colour="red">Disabled</Tag>}
      <span className="bedside-rows__more">
        {person.email}, {person.roles.map((role) => roleWords[role]).join(', ')}
      </span>
      {about === '' ? null : (
        <span className="bedside-rows__more" data-testid="profile">
          {about}
        </span>
      )}
    </span>
  );
}
