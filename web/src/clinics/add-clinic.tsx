import { useState } from 'react';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { SelectField } from '../ui/field.tsx';
import { useToday } from './hooks.ts';
import { fieldId, newTemplate, readTemplate, refusedTemplate } from './template-draft.ts';
import { HowLong, KeptPlaces, TemplateTextField, type Fields, When } from './template-fields.tsx';
import { addedWords } from './template-words.ts';
import { weekdayOf } from '../service/weekdays.ts';

/** Says when a clinic is held; its sessions of the next twelve weeks are planned at once. */
export function AddClinic(props: {
  organisationId: OrganisationId;
  onAdded: (said: string) => void;
  onClose: () => void;
}) {
  const { organisationId, onAdded, onClose } = props;
  const ask = useAsk();
  const today = useToday();
  const [draft, setDraft] = useState(() => newTemplate({ from: today, weekday: weekdayOf(today) }));
  const send = async (): Promise<Problem[]> => {
    const read = readTemplate(draft);
    if ('problems' in read) return read.problems;
    try {
      const { planned } = await ask('addClinicTemplate', { params: { organisationId }, body: read.body });
      onAdded(addedWords(read.body, { planned, today }));
      return [];
    } catch (error) {
      const problems = refusedTemplate(error);
      if (problems === null) throw error;
      return problems;
    }
  };
  return (
    <FormDialog
      title="Add a clinic"
      confirm={{ label: 'Add the clinic', testId: 'save-clinic' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <TemplateTextField
            field="service"
            label="What it is for"
            hint="Such as Dermatology"
            {...{ draft, setDraft, errorOf }}
          />
          <ClinicianField {...{ organisationId, draft, setDraft, errorOf }} />
          <When {...{ draft, setDraft, errorOf }} />
          <HowLong {...{ draft, setDraft, errorOf }} />
          <KeptPlaces {...{ organisationId, draft, setDraft, errorOf }} />
        </>
      )}
    </FormDialog>
  );
}

function ClinicianField(props: Fields & { organisationId: OrganisationId }) {
  const { organisationId, draft, setDraft, errorOf } = props;
  const today = useToday();
  const { loaded } = useEndpoint('listRota', { params: { organisationId }, query: { from: today, days: 1 } });
  const clinicians = loaded.state === 'ready' ? loaded.value.clinicians.filter(({ active }) => active) : [];
  return (
    <SelectField
      id={fieldId('clinicianId')}
      label="Clinician"
      hint={loaded.state === 'failed' ? `The clinicians could not be read. ${loaded.message}` : undefined}
      value={draft.clinicianId}
      error={errorOf(fieldId('clinicianId'))}
      onChange={({ target }) => {
        setDraft({ ...draft, clinicianId: target.value });
      }}
    >
      <option value="">{loaded.state === 'loading' ? 'Loading…' : 'Choose a clinician'}</option>
      {clinicians.map(({ clinicianId, name }) => (
        <option key={clinicianId} value={clinicianId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
