import classNames from 'classnames';
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';

type Described = { label: ReactNode; hint?: ReactNode; error?: string | undefined; large?: boolean };

function FieldFrame(props: Described & { id: string; children: ReactNode }) {
  const { id, label, hint, error, large = false, children } = props;
  return (
    <div className={classNames('nhsuk-form-group', { 'nhsuk-form-group--error': error !== undefined })}>
      <label className={classNames('nhsuk-label', { 'nhsuk-label--m': large })} htmlFor={id}>
        {label}
      </label>
      {hint === undefined ? null : (
        <div className="nhsuk-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <FieldError id={id} error={error} />
      {children}
    </div>
  );
}

export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return error === undefined ? null : (
    <span className="nhsuk-error-message" id={`${id}-error`}>
      <span className="nhsuk-u-visually-hidden">Error:</span> {error}
    </span>
  );
}

function describedBy(id: string, { hint, error }: Described): string | undefined {
  const ids = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`];
  return ids.filter((known) => known !== null).join(' ') || undefined;
}

export function TextField(props: Described & ComponentPropsWithRef<'input'>) {
  const made = useId();
  const { label, hint, error, large, className, id = made, ...rest } = props;
  return (
    <FieldFrame {...{ label, hint, error, id }} large={large ?? false}>
      <input
        type="text"
        {...rest}
        id={id}
        className={classNames('nhsuk-input', { 'nhsuk-input--error': error !== undefined }, className)}
        aria-describedby={describedBy(id, props)}
        aria-invalid={error === undefined ? undefined : true}
      />
    </FieldFrame>
  );
}

export function TextArea(props: Described & ComponentPropsWithRef<'textarea'>) {
  const made = useId();
  const { label, hint, error, large, className, id = made, ...rest } = props;
  return (
    <FieldFrame {...{ label, hint, error, id }} large={large ?? false}>
      <textarea
        {...rest}
        id={id}
        className={classNames('nhsuk-textarea', { 'nhsuk-textarea--error': error !== undefined }, className)}
        aria-describedby={describedBy(id, props)}
        aria-invalid={error === undefined ? undefined : true}
      />
    </FieldFrame>
  );
}

export function SelectField(props: Described & ComponentPropsWithRef<'select'>) {
  const made = useId();
  const { label, hint, error, large, className, id = made, ...rest } = props;
  return (
    <FieldFrame {...{ label, hint, error, id }} large={large ?? false}>
      <select
        {...rest}
        id={id}
        className={classNames('nhsuk-select', className)}
        aria-describedby={describedBy(id, props)}
      />
    </FieldFrame>
  );
}
