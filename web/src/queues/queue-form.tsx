import { useState } from 'react';
import type { QueueBody } from '../../../domain/queues/wire.ts';
import { acuity } from '../../../domain/calls/call.ts';
import type { QueueSettings } from '../../../domain/queues/queue.ts';
import { type Skill, skillLabels, skills } from '../../../domain/clinicians/skill.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes } from '../ui/choices.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { AcuityFields } from './acuity-fields.tsx';
import { draftFrom, readDraft, type SettingsDraft } from './settings-draft.ts';

const skillChoices = skills.map((value: Skill) => ({ value, label: skillLabels[value] }));

/** Everything that can be set about a queue. */
export function QueueForm(props: {
  title: string;
  name: string;
  settings: QueueSettings;
  save: (body: QueueBody) => Promise<void>;
  onClose: () => void;
}) {
  const { title, name, settings, save, onClose } = props;
  const [draft, setDraft] = useState(() => draftFrom(name, settings));
  const { busy, problems, send, errorOf } = useSending(async () => {
    const read = readDraft(draft);
    if ('problems' in read) return read.problems;
    await save(read.body);
    return [];
  });
  return (
    <Form className="bedside-add" aria-label={title} send={send}>
      <ErrorSummary problems={problems} />
      <GeneralFields {...{ draft, setDraft, errorOf }} />
      {acuity.options.map((one) => (
        <AcuityFields
          key={one}
          acuity={one}
          draft={draft.perAcuity[one]}
          errorOf={errorOf}
          onChange={(changed) => {
            setDraft({ ...draft, perAcuity: { ...draft.perAcuity, [one]: changed } });
          }}
        />
      ))}
      <p>
        A change that lets somebody wait longer, or lets other people be rung, takes effect when a second
        person has confirmed it. What only makes the queue safer takes effect at once.
      </p>
      <div className="bedside-actions">
        <Button type="submit" disabled={busy} data-testid="save-queue">
          {busy ? 'Saving…' : 'Save the queue'}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          Leave it as it is
        </Button>
      </div>
    </Form>
  );
}

/** What is set for calls of every acuity alike. */
function GeneralFields(props: {
  draft: SettingsDraft;
  setDraft: (draft: SettingsDraft) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const { draft, setDraft, errorOf } = props;
  return (
    <>
      <TextField
        id="queue-name"
        label="Name"
        maxLength={120}
        value={draft.name}
        error={errorOf('queue-name')}
        onChange={({ target }) => {
          setDraft({ ...draft, name: target.value });
        }}
      />
      <TextField
        id="queue-ring"
        label="Ring for (seconds)"
        hint="So long a call rings at a clinician before it goes on to the next."
        inputMode="numeric"
        className="nhsuk-input--width-5"
        value={draft.ringSeconds}
        error={errorOf('queue-ring')}
        onChange={({ target }) => {
          setDraft({ ...draft, ringSeconds: target.value });
        }}
      />
      <div className="bedside-many-choices">
        <Checkboxes
          legend="Required skills"
          hint="Nobody without all of these is ever rung by a call of this queue, however long it waits."
          large={false}
          name="queue-skills"
          choices={skillChoices}
          values={draft.requiredSkills}
          onChange={(requiredSkills) => {
            setDraft({ ...draft, requiredSkills });
          }}
        />
      </div>
    </>
  );
}
