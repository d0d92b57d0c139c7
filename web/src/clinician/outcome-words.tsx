import type { Refusal } from '../../../domain/contract/commands.ts';
import type { Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';

export type OutcomeWords = { advice: string; note: string };

/** What was agreed, for the staff, and the clinical note. */
export function Words(props: { draft: OutcomeWords; onChange: (part: Partial<OutcomeWords>) => void }) {
  const { draft, onChange } = props;
  return (
    <>
      <TextArea
        id="advice"
        label="What was agreed"
        hint="Shown to the staff at the station, in these words"
        large
        rows={4}
        maxLength={2000}
        data-testid="advice"
        value={draft.advice}
        onChange={({ target }) => {
          onChange({ advice: target.value });
        }}
      />
      <TextArea
        id="note"
        label="Clinical note"
        hint="For the record; never shown to the station"
        large
        rows={6}
        maxLength={10_000}
        data-testid="note"
        value={draft.note}
        onChange={({ target }) => {
          onChange({ note: target.value });
        }}
      />
    </>
  );
}

/** Why it is not saved yet. */
export function notSaved(answer: Refusal): Problem[] {
  return answer.code === 'unavailable'
    ? [
        {
          message:
            'Not connected, so it is not saved yet. It stays here; try again when the connection is back',
        },
      ]
    : [{ message: answer.message }];
}
