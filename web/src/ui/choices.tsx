import classNames from 'classnames';
import { type ReactNode, useId } from 'react';
import { FieldError } from './field.tsx';

export type Choice<T extends string> = { value: T; label: ReactNode; hint?: ReactNode; testId?: string };

type Group = {
  legend: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  id?: string;
  large?: boolean;
};

function ChoiceFrame(props: Group & { frameId: string; children: ReactNode }) {
  const { legend, hint, error, frameId, large = true, children } = props;
  const described = [
    hint === undefined ? '' : `${frameId}-hint`,
    error === undefined ? '' : `${frameId}-error`,
  ];
  return (
    <div className={classNames('nhsuk-form-group', { 'nhsuk-form-group--error': error !== undefined })}>
      <fieldset className="nhsuk-fieldset" aria-describedby={described.join(' ').trim() || undefined}>
        <legend className={classNames('nhsuk-fieldset__legend', { 'nhsuk-fieldset__legend--m': large })}>
          {legend}
        </legend>
        {hint === undefined ? null : (
          <div className="nhsuk-hint" id={`${frameId}-hint`}>
            {hint}
          </div>
        )}
        <FieldError id={frameId} error={error} />
        {children}
      </fieldset>
    </div>
  );
}

/** One of several, as radio buttons. */
export function Radios<T extends string>(
  props: Group & {
    name: string;
    choices: readonly Choice<T>[];
    value: T | null;
    onChoose: (value: T) => void;
    onBlur?: () => void;
    inline?: boolean;
  },
) {
  const made = useId();
  const { choices, value, onChoose, onBlur, name, inline = false, id = made, ...group } = props;
  return (
    <ChoiceFrame {...group} frameId={id}>
      <div className={classNames('nhsuk-radios', { 'nhsuk-radios--inline': inline })}>
        {choices.map((choice, place) => (
          <div className="nhsuk-radios__item" key={choice.value}>
            <input
              className="nhsuk-radios__input"
              type="radio"
              // The error summary's link goes to the first choice.
              id={place === 0 ? id : `${id}-${choice.value}`}
              name={name}
              value={choice.value}
              checked={value === choice.value}
              data-testid={choice.testId}
              aria-describedby={choice.hint === undefined ? undefined : `${id}-${choice.value}-hint`}
              onChange={() => {
                onChoose(choice.value);
              }}
              onBlur={onBlur}
            />
            <label
              className="nhsuk-label nhsuk-radios__label"
              htmlFor={place === 0 ? id : `${id}-${choice.value}`}
            >
              {choice.label}
            </label>
            {choice.hint === undefined ? null : (
              <div className="nhsuk-hint nhsuk-radios__hint" id={`${id}-${choice.value}-hint`}>
                {choice.hint}
              </div>
            )}
          </div>
        ))}
      </div>
    </ChoiceFrame>
  );
}

/** Any of several, as checkboxes. */
export function Checkboxes<T extends string>(
  props: Group & {
    name: string;
    choices: readonly Choice<T>[];
    values: readonly T[];
    onChange: (values: T[]) => void;
  },
) {
  const made = useId();
  const { choices, values, onChange, name, id = made, ...group } = props;
  return (
    <ChoiceFrame {...group} frameId={id}>
      <div className="nhsuk-checkboxes">
        {choices.map((choice, place) => (
          <div className="nhsuk-checkboxes__item" key={choice.value}>
            <input
              className="nhsuk-checkboxes__input"
              type="checkbox"
              id={place === 0 ? id : `${id}-${choice.value}`}
              name={name}
              value={choice.value}
              checked={values.includes(choice.value)}
              data-testid={choice.testId}
              onChange={({ target }) => {
                const others = values.filter((value) => value !== choice.value);
                onChange(target.checked ? [...others, choice.value] : others);
              }}
            />
            <label
              className="nhsuk-label nhsuk-checkboxes__label"
              htmlFor={place === 0 ? id : `${id}-${choice.value}`}
            >
              {choice.label}
            </label>
          </div>
        ))}
      </div>
    </ChoiceFrame>
  );
}
