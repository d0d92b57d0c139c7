import { useState } from 'react';
import type { ProfileView } from '../../../domain/queues/wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import { skillLabels, skills } from '../../../domain/queues/skill.ts';
import { useAsk } from '../service/hooks.ts';
import { Checkboxes } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';

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
