import { readsLists } from '../account/roles.ts';
import { useState } from 'react';
import type { Role } from '../../../domain/actors.ts';
import { skillLabels, skills } from '../../../domain/clinicians/skill.ts';
import { endpoints, type Person } from '../../../domain/contract/rest.ts';
import type { ProfileView } from '../../../domain/queues/wire.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes, type Choice } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { Tag } from '../ui/tag.tsx';
import { roleWords } from './admin-words.ts';
import type { ShownPassword } from './one-time-code.tsx';
import { PersonActions } from './person-actions.tsx';
import { Prisons } from './person-prisons.tsx';

const choices = skills.map((value) => ({ value, label: skillLabels[value] }));

/** What somebody can do and where texts and calls reach them. */
export function ProfileDialog(props: { profile: ProfileView; onSaved: () => void; onClose: () => void }) {
  const { profile, onSaved, onClose } = props;
  const ask = useAsk();
  const [chosen, setChosen] = useState(profile.skills);
  const phone = useText(profile.phone ?? '');
  const send = async (): Promise<Problem[]> => {
    const typed = phone.value.trim();
    const body = endpoints.setProfile.body.safeParse({ skills: chosen, phone: typed === '' ? null : typed });
    if (!body.success) {
      return [{ message: 'Enter a telephone number, like 07700 900 123', field: 'profile-phone' }];
    }
    await ask('setProfile', { params: { personId: profile.personId }, body: body.data });
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Skills and telephone of ${profile.name}`}
      confirm={{ label: 'Save', testId: 'save-profile' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <div className="bedside-many-choices">
            <Checkboxes
              legend="Skills"
              hint="They decide which calls ring here."
              large={false}
              name="profile-skills"
              choices={choices}
              values={chosen}
              onChange={setChosen}
            />
          </div>
          <TextField
            id="profile-phone"
            label="Telephone (optional)"
            hint="Texts and calls go here when nobody answers a call, or when a manager has to know"
            type="tel"
            className="nhsuk-input--width-20"
            error={errorOf('profile-phone')}
            {...phone.bind}
          />
        </>
      )}
    </FormDialog>
  );
}

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
      {readsLists(person.roles) ? <Prisons person={person} /> : null}
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
