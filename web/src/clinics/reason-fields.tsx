import { type CancelCode, needsText } from '../../../domain/clinics/cancel-codes.ts';
import type { ClinicPlace } from '../../../domain/clinics/outside.ts';
import type { Problem } from '../ui/errors.tsx';
import { SelectField, TextArea } from '../ui/field.tsx';
import { afterCancelWords, type Cancelled, reasonsByCause } from './clinic-words.ts';

/** Why something is cancelled, as a person fills it in. */
export type ReasonDraft = { code: CancelCode | null; text: string };

/** A reason that is complete, or what is missing. */
export function readReason(
  draft: ReasonDraft,
): { reason: { code: CancelCode; text: string | null } } | { problems: Problem[] } {
  const { code } = draft;
  if (code === null) return { problems: [{ message: 'Choose a reason', field: 'cancel-code' }] };
  const text = draft.text.trim();
  if (needsText(code) && text === '') {
    return { problems: [{ message: 'Say what the reason is', field: 'cancel-text' }] };
  }
  return { reason: { code, text: text === '' ? null : text } };
}

type FieldsProps = {
  draft: ReasonDraft;
  /** A clinic says itself what becomes of whoever is booked in it, if anybody is. */
  of?: Cancelled;
  except: readonly CancelCode[];
  /** Of one booking: where its patient is. */
  place?: ClinicPlace;
  errorOf: (field: string) => string | undefined;
  onChange: (draft: ReasonDraft) => void;
};

/** The reasons, under who has caused them, and a text that the vague ones need. */
export function ReasonFields(props: FieldsProps) {
  const { draft, of = 'booking', except, place, errorOf, onChange } = props;
  const groups = reasonsByCause(except, { of, place });
  const codes = groups.flatMap((group) => group.codes.map(({ code }) => code));
  const needed = draft.code !== null && needsText(draft.code);
  return (
    <>
      <SelectField
        id="cancel-code"
        label="Reason"
        value={draft.code ?? ''}
        error={errorOf('cancel-code')}
        onChange={({ target }) => {
          onChange({ ...draft, code: codes.find((code) => code === target.value) ?? null });
        }}
      >
        <option value="">Choose a reason</option>
        {groups.map(({ cause, codes: ofCause }) => (
          <optgroup key={cause} label={cause}>
            {ofCause.map(({ code, words }) => (
              <option key={code} value={code}>
                {words}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      {of === 'booking' ? (
        <p role="status">{draft.code === null ? '' : afterCancelWords(draft.code)}</p>
      ) : null}
      <TextArea
        id="cancel-text"
        label={needed ? 'What is the reason?' : 'More about it (optional)'}
        rows={2}
        maxLength={300}
        value={draft.text}
        error={errorOf('cancel-text')}
        onChange={({ target }) => {
          onChange({ ...draft, text: target.value });
        }}
      />
    </>
  );
}
