import type { Acuity } from '../../../domain/calls/call.ts';
import type { EscalationAction } from '../../../domain/queues/queue.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { fieldId, type StepDraft } from './settings-draft.ts';

/** What each planned step does, as an order. */
export const actionWords: Record<EscalationAction, string> = {
  'ring-all': 'Ring everybody on call',
  push: 'Notify clinicians’ other devices',
  'second-tier': 'Text, phone and email the second tier',
  'duty-manager': 'Tell the duty manager',
  'tell-station': 'Tell staff to ring 999 or 111',
};

const chosen = ['ring-all', 'push', 'second-tier', 'duty-manager'] as const;
const mostSteps = 10;

/** The steps in the order of their times; the last one always tells the station. */
export function EscalationPlanEditor(props: {
  acuity: Acuity;
  steps: readonly StepDraft[];
  onChange: (steps: StepDraft[]) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const { acuity, steps, onChange, errorOf } = props;
  const set = (place: number, to: Partial<StepDraft>) => {
    onChange(steps.map((step, n) => (n === place ? { ...step, ...to } : step)));
  };
  const add = () => {
    const last = steps.at(-1);
    const before = steps.slice(0, -1);
    const key = Math.max(0, ...steps.map((step) => step.key)) + 1;
    const step: StepDraft = { key, afterSeconds: '', action: 'ring-all' };
    onChange([...before, step, ...(last === undefined ? [] : [last])]);
  };
  return (
    <>
      <ol className="bedside-steps">
        {steps.map((step, place) => (
          <li key={step.key}>
            <Step
              {...{ acuity, step, place }}
              last={place === steps.length - 1}
              error={errorOf(fieldId(acuity, `step-${String(place)}`))}
              onSet={(to) => {
                set(place, to);
              }}
              onRemove={() => {
                onChange(steps.filter((_, n) => n !== place));
              }}
            />
          </li>
        ))}
      </ol>
      {steps.length < mostSteps ? (
        <Button variant="secondary" small data-testid={`add-step-${acuity}`} onClick={add}>
          Add a step<span className="nhsuk-u-visually-hidden"> before the last</span>
        </Button>
      ) : null}
    </>
  );
}

function Step(props: {
  acuity: Acuity;
  step: StepDraft;
  place: number;
  last: boolean;
  error: string | undefined;
  onSet: (to: Partial<StepDraft>) => void;
  onRemove: () => void;
}) {
  const { acuity, step, place, last, error, onSet, onRemove } = props;
  const number = String(place + 1);
  return (
    <div className="bedside-steps__step">
      <TextField
        id={fieldId(acuity, `step-${String(place)}`)}
        label={
          <>
            After seconds<span className="nhsuk-u-visually-hidden">, step {number}</span>
          </>
        }
        inputMode="numeric"
        className="nhsuk-input--width-5"
        value={step.afterSeconds}
        error={error}
        onChange={({ target }) => {
          onSet({ afterSeconds: target.value });
        }}
      />
      <ActionField {...{ step, number, last, onSet }} />
      {last ? null : (
        <Button variant="secondary" small onClick={onRemove}>
          Remove<span className="nhsuk-u-visually-hidden"> step {number}</span>
        </Button>
      )}
    </div>
  );
}

function ActionField(props: {
  step: StepDraft;
  number: string;
  last: boolean;
  onSet: (to: Partial<StepDraft>) => void;
}) {
  const { step, number, last, onSet } = props;
  return (
    <SelectField
      label={
        <>
          Do this<span className="nhsuk-u-visually-hidden">, step {number}</span>
        </>
      }
      value={step.action}
      disabled={last}
      onChange={({ target }) => {
        onSet({ action: chosen.find((action) => action === target.value) ?? 'ring-all' });
      }}
    >
      {(last ? (['tell-station'] as const) : chosen).map((action) => (
        <option key={action} value={action}>
          {actionWords[action]}
        </option>
      ))}
    </SelectField>
  );
}
