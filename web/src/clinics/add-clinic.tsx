import { useState } from 'react';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { FieldError, SelectField, TextField } from '../ui/field.tsx';
import { useToday } from './hooks.ts';
import {
  fieldId,
  newTemplate,
  readTemplate,
  refusedTemplate,
  sharesId,
  type TemplateDraft,
  type TemplateField,
} from './template-draft.ts';
import { addedWords } from './template-words.ts';
import { weekdayOf, weekdays } from '../service/weekdays.ts';

type Fields = {
  draft: TemplateDraft;
  setDraft: (draft: TemplateDraft) => void;
  errorOf: (field: string) => string | undefined;
};

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
          <Field
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

function When({ draft, setDraft, errorOf }: Fields) {
  const rest = { draft, setDraft, errorOf };
  return (
    <>
      <SelectField
        id={fieldId('weekday')}
        label="Day of the week"
        value={draft.weekday}
        error={errorOf(fieldId('weekday'))}
        onChange={({ target }) => {
          setDraft({ ...draft, weekday: target.value });
        }}
      >
        {weekdays.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <div className="bedside-clinics__pairs">
        <Field field="startsAtClock" label="Starts at" type="time" {...rest} />
        <Field field="endsAtClock" label="Ends at" type="time" {...rest} />
        <Field field="validFrom" label="First day" type="date" {...rest} />
        <Field field="validTo" label="Last day (optional)" type="date" {...rest} />
      </div>
      <Field field="everyWeeks" label="Every how many weeks" hint="1 is every week" type="number" {...rest} />
    </>
  );
}

function HowLong(rest: Fields) {
  return (
    <fieldset className="nhsuk-fieldset">
      <legend className="nhsuk-fieldset__legend">Minutes for each patient</legend>
      <div className="bedside-clinics__pairs">
        <Field field="preMinutes" label="Before the patient comes in" type="number" {...rest} />
        <Field field="mainMinutes" label="With the patient" type="number" {...rest} />
        <Field field="debriefMinutes" label="After the patient has left" type="number" {...rest} />
        <Field field="capacity" label="Patients at one time" type="number" {...rest} />
      </div>
    </fieldset>
  );
}

/** Places that only patients of one prison can be booked into. */
function KeptPlaces({ organisationId, ...rest }: Fields & { organisationId: OrganisationId }) {
  const { draft, setDraft, errorOf } = rest;
  const { loaded } = useEndpoint('listSites', { params: { organisationId } });
  const sites = loaded.state === 'ready' ? loaded.value.sites : [];
  const prisons = sites.filter(({ kind }) => kind === 'prison');
  if (prisons.length === 0) return null;
  const error = errorOf(sharesId);
  return (
    <fieldset
      className="nhsuk-fieldset"
      id={sharesId}
      tabIndex={-1}
      aria-describedby={error === undefined ? undefined : `${sharesId}-error`}
    >
      <legend className="nhsuk-fieldset__legend">Places kept for a prison (optional)</legend>
      <FieldError id={sharesId} error={error} />
      <div className="bedside-clinics__pairs">
        {prisons.map(({ siteId, name }) => (
          <TextField
            key={siteId}
            id={`${sharesId}-${siteId}`}
            label={name}
            inputMode="numeric"
            className="nhsuk-input--width-3"
            autoComplete="off"
            maxLength={3}
            value={draft.shares[siteId] ?? ''}
            onChange={({ target }) => {
              setDraft({ ...draft, shares: { ...draft.shares, [siteId]: target.value } });
            }}
          />
        ))}
      </div>
      <Field
        field="releaseHours"
        label="Hours before the clinic when unused places are open to all"
        type="number"
        {...rest}
      />
    </fieldset>
  );
}

function Field(
  props: Fields & {
    field: TemplateField;
    label: string;
    hint?: string;
    type?: 'text' | 'date' | 'time' | 'number';
  },
) {
  const { draft, setDraft, errorOf, field, label, hint, type = 'text' } = props;
  return (
    <TextField
      id={fieldId(field)}
      label={label}
      hint={hint}
      // The frontend has no spinners: a number is a text that the keypad of a telephone fits.
      {...(type === 'number'
        ? ({ inputMode: 'numeric', className: 'nhsuk-input--width-3' } as const)
        : ({ type } as const))}
      autoComplete="off"
      maxLength={80}
      value={draft[field]}
      error={errorOf(fieldId(field))}
      onChange={({ target }) => {
        setDraft({ ...draft, [field]: target.value });
      }}
    />
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
