import type { Refusal } from '../../../domain/contract/commands.ts';
import type { Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';

export type OutcomeWords = { advice: string; note: string };

type WordsProps = {
  draft: OutcomeWords;
  /** Who reads what was agreed; null where nobody at the station may. */
  readBy?: string | null;
  onChange: (part: Partial<OutcomeWords>) => void;
};

/** What was agreed, for the staff, and the clinical note. */
export function Words({
  draft,
  readBy = 'Shown to the staff at the station, in these words',
  onChange,
}: WordsProps) {
  return (
    <>
      {readBy === null ? null : <Agreed {...{ draft, readBy, onChange }} />}
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

function Agreed({ draft, readBy, onChange }: Required<WordsProps>) {
  return (
    <TextArea
      id="advice"
      label="What was agreed"
      hint={readBy}
      large
      rows={4}
      maxLength={2000}
      data-testid="advice"
      value={draft.advice}
      onChange={({ target }) => {
        onChange({ advice: target.value });
      }}
    />
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
