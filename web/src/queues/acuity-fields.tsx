import type { Acuity } from '../../../domain/calls/call.ts';
import { TextField } from '../ui/field.tsx';
import { EscalationPlanEditor } from './escalation-plan-editor.tsx';
import { type AcuityDraft, fieldId } from './settings-draft.ts';

export const acuityTitles: Record<Acuity, string> = {
  immediate: 'Immediate calls',
  urgent: 'Urgent calls',
  soon: 'Calls for soon',
};

type NumberKey = Exclude<keyof AcuityDraft, 'ladder'>;

const numbers: readonly { key: NumberKey; field: string; label: string; hint: string }[] = [
  {
    key: 'answerWithin',
    field: 'answer-within',
    label: 'Answer within (seconds)',
    hint: 'The aim. The service level counts the calls that are answered within it; it changes nobody’s ringing.',
  },
  {
    key: 'ringTogether',
    field: 'ring-together',
    label: 'Ring together (clinicians)',
    hint: 'So many are rung at the same time for one call. The first to accept has it.',
  },
  {
    key: 'preferred',
    field: 'preferred',
    label: 'The clinician who knows the patient (seconds)',
    hint: 'For so long only whoever saw this patient in the last 72 hours is rung. 0 leaves this step out.',
  },
  {
    key: 'tierOne',
    field: 'tier-one',
    label: 'First tier with the skills asked for (seconds)',
    hint: 'Then for so long only clinicians of this queue’s first tier who have the skills that staff asked for.',
  },
  {
    key: 'tierTwo',
    field: 'tier-two',
    label: 'Both tiers with the skills asked for (seconds)',
    hint: 'Then for so long both tiers. After that anybody on call who has the required skills.',
  },
  {
    key: 'raiseAfter',
    field: 'raise-after',
    label: 'Becomes more urgent after (seconds)',
    hint: 'A call that has waited so long counts as one step more urgent. Leave it empty for never.',
  },
  {
    key: 'lostClinician',
    field: 'lost-clinician',
    label: 'Clinician lost in a visit after (seconds)',
    hint: 'If the clinician has been out of the video for so long, staff are told and can have another one found.',
  },
];

/** What calls of one acuity are given, each number with a sentence that says what it does. */
export function AcuityFields(props: {
  acuity: Acuity;
  draft: AcuityDraft;
  onChange: (draft: AcuityDraft) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const { acuity, draft, onChange, errorOf } = props;
  return (
    <fieldset className="nhsuk-fieldset bedside-per-acuity">
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{acuityTitles[acuity]}</legend>
      <div className="bedside-numbers">
        {numbers
          .filter(({ key }) => acuity !== 'immediate' || key !== 'raiseAfter')
          .map(({ key, field, label, hint }) => (
            <TextField
              key={key}
              id={fieldId(acuity, field)}
              {...{ label, hint }}
              inputMode="numeric"
              className="nhsuk-input--width-5"
              value={draft[key]}
              error={errorOf(fieldId(acuity, field))}
              onChange={({ target }) => {
                onChange({ ...draft, [key]: target.value });
              }}
            />
          ))}
      </div>
      <p>
        <strong>When nobody answers.</strong> The next clinician is rung all the time; beside that these steps
        are taken, counted from the moment the call came into this queue. Each comes later than the one
        before.
      </p>
      <EscalationPlanEditor
        {...{ acuity, errorOf }}
        steps={draft.ladder}
        onChange={(plan) => {
          onChange({ ...draft, ladder: plan });
        }}
      />
    </fieldset>
  );
}
