import type { OrganisationId } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { weekdays } from '../service/weekdays.ts';
import { FieldError, SelectField, TextField } from '../ui/field.tsx';
import { fieldId, sharesId, type TemplateDraft, type TemplateField } from './template-draft.ts';

/** What the fields of a regular clinic share. */
export type Fields = {
  draft: TemplateDraft;
  setDraft: (draft: TemplateDraft) => void;
  errorOf: (field: string) => string | undefined;
};

/** On which day of the week, at what time, from and to. */
export function When({ firstDay = 'First day', draft, setDraft, errorOf }: Fields & { firstDay?: string }) {
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
        <TemplateTextField field="startsAtClock" label="Starts at" type="time" {...rest} />
        <TemplateTextField field="endsAtClock" label="Ends at" type="time" {...rest} />
        <TemplateTextField field="validFrom" label={firstDay} type="date" {...rest} />
        <TemplateTextField field="validTo" label="Last day (optional)" type="date" {...rest} />
      </div>
      <TemplateTextField
        field="everyWeeks"
        label="Every how many weeks"
        hint="1 is every week"
        type="number"
        {...rest}
      />
    </>
  );
}

/** How long each patient takes, and how many are seen at one time. */
export function HowLong(rest: Fields) {
  return (
    <fieldset className="nhsuk-fieldset">
      <legend className="nhsuk-fieldset__legend">Minutes for each patient</legend>
      <div className="bedside-clinics__pairs">
        <TemplateTextField field="preMinutes" label="Before the patient comes in" type="number" {...rest} />
        <TemplateTextField field="mainMinutes" label="With the patient" type="number" {...rest} />
        <TemplateTextField
          field="debriefMinutes"
          label="After the patient has left"
          type="number"
          {...rest}
        />
        <TemplateTextField field="capacity" label="Patients at one time" type="number" {...rest} />
      </div>
    </fieldset>
  );
}

/** Places that only patients of one prison can be booked into. */
export function KeptPlaces({ organisationId, ...rest }: Fields & { organisationId: OrganisationId }) {
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
      <TemplateTextField
        field="releaseHours"
        label="Hours before the clinic when unused places are open to all"
        type="number"
        {...rest}
      />
    </fieldset>
  );
}

/** One field that is typed in. */
export function TemplateTextField(
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
