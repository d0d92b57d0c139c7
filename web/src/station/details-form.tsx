import { useEffect, useState } from 'react';
import { floorOfSets } from '../../../domain/calls/acuity-floor.ts';
import type { Acuity } from '../../../domain/calls/call.ts';
import { type Skill, skillLabels, skills } from '../../../domain/clinicians/skill.ts';
import type { ResidentView } from '../../../domain/residents/wire.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { acuityWords } from '../service/words.ts';
import { Checkboxes, type Choice, Radios } from '../ui/choices.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { ResidentChoice } from './resident-choice.tsx';
import { DraftSync, type DraftView } from './draft-sync.ts';
import { type DraftField, type DraftProblems, type Part, skillsOf } from './draft.ts';

const choices = skills.map((value) => ({ value, label: skillLabels[value], testId: `skill-${value}` }));

/** Languages and skills that staff ask for; folded away, because most calls need none. */
export function WantedSkills(props: {
  chosen: readonly string[];
  error: string | undefined;
  onChange: (codes: Skill[]) => void;
}) {
  const { chosen, error, onChange } = props;
  const values = skills.filter((code) => chosen.includes(code));
  return (
    <details className="nhsuk-details bedside-wanted-skills">
      <summary className="nhsuk-details__summary" data-testid="wanted-skills">
        <span className="nhsuk-details__summary-text">
          {values.length === 0
            ? 'Needs a language or a special skill?'
            : `Asked for: ${values.map((code) => skillLabels[code]).join(', ')}`}
        </span>
      </summary>
      <div className="nhsuk-details__text">
        <Checkboxes
          legend="The clinician should have"
          hint="Somebody who has it is rung first. If nobody is free, anybody on call is rung."
          name="wantedSkills"
          id="detail-wantedSkills"
          error={error}
          choices={choices}
          values={values}
          onChange={onChange}
        />
      </div>
    </details>
  );
}

const acuityChoices: readonly Choice<Acuity>[] = [
  {
    value: 'immediate',
    label: acuityWords.immediate,
    hint: 'Needs a clinician this minute',
    testId: 'acuity-immediate',
  },
  {
    value: 'urgent',
    label: acuityWords.urgent,
    hint: 'Needs a clinician as soon as one is free',
    testId: 'acuity-urgent',
  },
  { value: 'soon', label: acuityWords.soon, hint: 'Can wait a little', testId: 'acuity-soon' },
];

/** Who, how urgent, what worries: saved as it is typed. A new form for each call (`key`). */
export function DetailsForm({ call, connection }: { call: StationCall; connection: Connection }) {
  const { timers } = useServices();
  const [sync] = useState(() => new DraftSync({ connection, timers, call }));
  useEffect(() => {
    sync.open();
    return () => {
      sync.close();
    };
  }, [sync]);
  const view = useObservable(sync.view);
  return (
    <form
      className="bedside-details-form"
      aria-labelledby="details-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        sync.blur();
      }}
    >
      <div className="bedside-details-form__title">
        <h2 className="nhsuk-heading-m" id="details-title">
          Tell the clinician more, if you can
        </h2>
        <SaveStatus view={view} />
      </div>
      <p className="nhsuk-hint">
        All of it is optional. It is saved as you type; there is no need to press anything.
      </p>
      <DetailsFields {...{ sync, view, call, connection }} />
    </form>
  );
}

type FieldsProps = { sync: DraftSync; view: DraftView; call: StationCall; connection: Connection };

function DetailsFields(props: FieldsProps) {
  const { sync, view, connection } = props;
  const { draft } = view.state;
  const bind: Bind = (field) => ({
    id: `detail-${field}`,
    value: draft[field],
    onChange: ({ target }) => {
      sync.type(field, target.value);
    },
    onFocus: () => {
      sync.focus(field);
    },
    onBlur: () => {
      sync.blur();
    },
  });
  return (
    <>
      <Urgency {...props} />
      <Concern bind={bind} error={shownProblems(view).concern} />
      <ResidentChoice
        connection={connection}
        picked={pickedOf(view)}
        problem={view.problems.patientId}
        onPick={(resident) => {
          sync.pick(resident);
        }}
      />
      {draft.patientId === '' ? <WrittenFields bind={bind} problems={shownProblems(view)} /> : null}
      <OwnName bind={bind} error={shownProblems(view).staffName} />
      <WantedSkills
        chosen={skillsOf(draft.wantedSkills)}
        error={view.problems.wantedSkills}
        onChange={(codes) => {
          sync.type('wantedSkills', codes.join(' '));
        }}
      />
    </>
  );
}

function Urgency({ sync, view, call }: FieldsProps) {
  return (
    <Radios
      legend="How urgent is it?"
      hint={floorWords(call)}
      name="acuity"
      id="detail-acuity"
      choices={acuityChoices}
      value={view.state.draft.acuity as Acuity}
      onChoose={(value) => {
        sync.type('acuity', value);
      }}
    />
  );
}

/** Why it is not less urgent than that, whatever is chosen. */
function floorWords({ observations }: StationCall): string | undefined {
  const floor = floorOfSets(observations);
  return floor === undefined || floor === 'soon'
    ? undefined
    : `By the observations it is at least ${acuityWords[floor].toLowerCase()}.`;
}

/** Who is picked, as the form has them. */
function pickedOf({ state: { draft } }: DraftView): Picked | null {
  const { patientId, patientName, year, month, day, nhsNumber } = draft;
  if (patientId === '') return null;
  const dateOfBirth = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  return { name: patientName, dateOfBirth, nhsNumber: nhsNumber === '' ? null : nhsNumber };
}
type Picked = Pick<ResidentView, 'name' | 'dateOfBirth' | 'nhsNumber'>;

function OwnName({ bind, error }: { bind: Bind; error: string | undefined }) {
  return (
    <TextField
      large
      autoComplete="off"
      maxLength={100}
      label="Your name"
      error={error}
      {...bind('staffName')}
    />
  );
}

function Concern({ bind, error }: { bind: Bind; error: string | undefined }) {
  return (
    <TextArea
      large
      autoComplete="off"
      label="What worries you?"
      rows={3}
      maxLength={1000}
      error={error}
      {...bind('concern')}
    />
  );
}

/** Who it is, of somebody who is not on the list. */
function WrittenFields({ bind, problems }: { bind: Bind; problems: DraftProblems }) {
  const plain = { large: true, autoComplete: 'off', maxLength: 100 } as const;
  return (
    <>
      <TextField {...plain} label="Patient’s name" error={problems.patientName} {...bind('patientName')} />
      <DateOfBirth bind={bind} error={problems.dateOfBirth} />
      <TextField
        {...plain}
        label="NHS number"
        hint="10 digits, such as 999 000 0018"
        className="nhsuk-input--width-10 nhsuk-input--code"
        inputMode="numeric"
        maxLength={40}
        error={problems.nhsNumber}
        {...bind('nhsNumber')}
      />
    </>
  );
}

/** A field that is being typed in is not wrong yet. */
function shownProblems({ problems, focused }: DraftView): DraftProblems {
  const typing = focused === 'day' || focused === 'month' || focused === 'year' ? 'dateOfBirth' : focused;
  return Object.fromEntries(Object.entries(problems).filter(([part]) => (part as Part) !== typing));
}

type Bind = (field: DraftField) => {
  id: string;
  value: string;
  onChange: (event: { target: { value: string } }) => void;
  onFocus: () => void;
  onBlur: () => void;
};

function DateOfBirth({ bind, error }: { bind: Bind; error: string | undefined }) {
  const described = error === undefined ? 'dob-hint' : 'dob-hint dob-error';
  const parts = [
    { field: 'day', label: 'Day', width: 2 },
    { field: 'month', label: 'Month', width: 2 },
    { field: 'year', label: 'Year', width: 4 },
  ] as const;
  return (
    <div className={error === undefined ? 'nhsuk-form-group' : 'nhsuk-form-group nhsuk-form-group--error'}>
      <fieldset className="nhsuk-fieldset" aria-describedby={described} role="group">
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">Patient’s date of birth</legend>
        <div className="nhsuk-hint" id="dob-hint">
          For example, 27 3 1941
        </div>
        {error === undefined ? null : (
          <span className="nhsuk-error-message" id="dob-error">
            <span className="nhsuk-u-visually-hidden">Error:</span> {error}
          </span>
        )}
        <div className="nhsuk-date-input">
          {parts.map(({ field, label, width }) => (
            <div className="nhsuk-date-input__item" key={field}>
              <label className="nhsuk-label nhsuk-date-input__label" htmlFor={`detail-${field}`}>
                {label}
              </label>
              <input
                className={`nhsuk-input nhsuk-date-input__input nhsuk-input--width-${width}${error === undefined ? '' : ' nhsuk-input--error'}`}
                type="text"
                inputMode="numeric"
                autoComplete="off"
                maxLength={8}
                {...bind(field)}
              />
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function SaveStatus({ view }: { view: DraftView }) {
  const text = {
    'nothing-yet': '',
    saving: 'Saving…',
    saved: Object.keys(shownProblems(view)).length === 0 ? 'Saved' : 'Saved, but for what is marked below',
    waiting: 'Not saved yet: trying again',
  }[view.saving];
  return (
    <p className="bedside-save-status" role="status" data-testid="save-status">
      {text}
    </p>
  );
}
