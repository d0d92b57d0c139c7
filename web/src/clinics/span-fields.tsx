import { TextField } from '../ui/field.tsx';
import type { SpanDraft, SpanField } from './span-draft.ts';

/** From when to when, and why. `prefix` keeps the fields of two forms apart. */
export function SpanFields(props: {
  prefix: string;
  reasonHint: string;
  draft: SpanDraft;
  errorOf: (field: string) => string | undefined;
  onChange: (draft: SpanDraft) => void;
}) {
  const { prefix, reasonHint, draft, errorOf, onChange } = props;
  const bind = (field: SpanField) => ({
    id: spanFieldId(prefix, field),
    value: draft[field],
    error: errorOf(spanFieldId(prefix, field)),
    onChange: ({ target }: { target: { value: string } }) => {
      onChange({ ...draft, [field]: target.value });
    },
  });
  return (
    <>
      <div className="bedside-clinics__pairs">
        <TextField label="From (day)" type="date" {...bind('fromDay')} />
        <TextField label="From (time)" type="time" {...bind('fromClock')} />
        <TextField label="Until (day)" type="date" {...bind('toDay')} />
        <TextField label="Until (time)" type="time" {...bind('toClock')} />
      </div>
      <TextField label="Why?" hint={reasonHint} autoComplete="off" maxLength={200} {...bind('reason')} />
    </>
  );
}

/** The id of one of these fields, to which the error summary leads. */
export function spanFieldId(prefix: string, field: SpanField): string {
  return `${prefix}-${field}`;
}
