import { useState } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { dnaCause } from '../../../domain/clinics/attendance.ts';
import { type ClinicPlace, dnaCausesAt, outsidePlace } from '../../../domain/clinics/outside.ts';
import type { MissingOutcome } from '../../../domain/states/wire.ts';
import { nextStep } from '../../../domain/visits/outcome.ts';
import { agreedReadByAt, dnaWords, nextStepWordsAt } from '../booked/place-words.ts';
import type { Connection } from '../service/connection.ts';
import { type Ask, useAsk } from '../service/hooks.ts';
import { recallJson, remember } from '../service/remembered.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { FieldError } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { notSaved, type OutcomeWords, Words } from './outcome-words.tsx';

/** What comes next, or why the patient was not seen. */
const choice = z.discriminatedUnion('seen', [
  z.strictObject({ seen: z.literal(true), nextStep }),
  z.strictObject({ seen: z.literal(false), cause: dnaCause }),
]);
type Choice = z.infer<typeof choice>;

const kept = z.strictObject({ choice: choice.nullable(), advice: z.string(), note: z.string() });
type Draft = z.infer<typeof kept>;
const key = (visitId: string) => `bedside:clinic-outcome:${visitId}`;

type FormProps = {
  missing: MissingOutcome & { card: { kind: 'booking' } };
  connection: Connection;
  onSaved: () => void;
};

/** How a booked visit ended: what comes next in one press, or why the patient was not seen; then save, and on to the letter. */
export function BookedOutcomeForm({ missing, connection, onSaved }: FormProps) {
  const { visitId } = missing;
  const ask = useAsk();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => recall(visitId));
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    remember(sessionStorage, key(visitId), JSON.stringify(next));
  };
  const { busy, problems, send, errorOf } = useSending(async () => {
    const found = await save(draft, { missing, connection, ask });
    if (found.length > 0) return found;
    remember(sessionStorage, key(visitId), null);
    onSaved();
    // What is known of a visit is in its letter already.
    const { bookingId } = missing.card;
    await navigate(draft.choice?.seen === true ? `/clinics/letters/draft/${bookingId}` : '/clinics/mine');
    return [];
  });
  const place = placeIn(missing);
  return (
    <Form className="bedside-outcome" data-testid="booked-outcome-form" aria-label="Outcome" send={send}>
      <ErrorSummary problems={problems} />
      <Choices
        place={place}
        value={draft.choice}
        error={errorOf('clinic-outcome')}
        onChoose={(chosen) => {
          change({ choice: chosen });
        }}
      />
      {draft.choice?.seen === false ? null : (
        <Words
          draft={draft}
          readBy={isSecret(draft.choice, place) ? null : agreedReadByAt(place)}
          onChange={change}
        />
      )}
      <Button type="submit" data-testid="save-outcome" disabled={busy}>
        {busy ? 'Saving…' : 'Save and finish'}
      </Button>
    </Form>
  );
}

function recall(visitId: string): Draft {
  const found = kept.safeParse(recallJson(sessionStorage, key(visitId)));
  return found.success ? found.data : { choice: null, advice: '', note: '' };
}

async function save(
  { choice: chosen, ...words }: Draft,
  { missing, connection, ask }: Omit<FormProps, 'onSaved'> & { ask: Ask },
): Promise<Problem[]> {
  if (chosen === null) return [{ message: 'Choose what comes next', field: 'clinic-outcome' }];
  if (!chosen.seen) {
    const { bookingId } = missing.card;
    await ask('markNotAttended', { params: { bookingId }, body: { cause: chosen.cause, text: null } });
    await connection.refresh();
    return [];
  }
  const answer = await connection.command('outcome:record', {
    visitId: missing.visitId,
    nextStep: chosen.nextStep,
    ...written(isSecret(chosen, placeIn(missing)) ? { ...words, advice: '' } : words),
  });
  if (!answer.ok) return notSaved(answer);
  await connection.refresh();
  return [];
}

function placeIn({ card }: FormProps['missing']): ClinicPlace {
  return outsidePlace.safeParse(card.siteKind).data;
}

/** In prison nothing of a hospital appointment is shown at the station, where the patient can read it (A36). */
function isSecret(chosen: Choice | null, place: ClinicPlace): boolean {
  return place === undefined && chosen?.seen === true && chosen.nextStep === 'hospital';
}

function written({ advice, note }: OutcomeWords): { advice: string | null; note: string | null } {
  const text = (value: string) => (value.trim() === '' ? null : value.trim());
  return { advice: text(advice), note: text(note) };
}

type Group = { title: string; of: readonly { id: string; words: string; choice: Choice }[] };

const choicesAt = (place: ClinicPlace): readonly Group[] => [
  {
    title: 'Seen, and next',
    of: nextStep.options.map((step) => ({
      id: `next-${step}`,
      words: nextStepWordsAt(place)[step],
      choice: { seen: true, nextStep: step },
    })),
  },
  {
    title: 'Not seen, because',
    of: dnaCausesAt(place).map((cause) => ({
      id: `not-seen-${cause}`,
      words: dnaWords(cause, place),
      choice: { seen: false, cause },
    })),
  },
];

function Choices(props: {
  place: ClinicPlace;
  value: Choice | null;
  error: string | undefined;
  onChoose: (value: Choice) => void;
}) {
  const { place, value, error, onChoose } = props;
  const chosen = JSON.stringify(value);
  return (
    <div className={error === undefined ? 'nhsuk-form-group' : 'nhsuk-form-group nhsuk-form-group--error'}>
      <fieldset
        className="nhsuk-fieldset"
        aria-describedby={error === undefined ? undefined : 'clinic-outcome-error'}
      >
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">What comes next?</legend>
        <FieldError id="clinic-outcome" error={error} />
        <div className="bedside-dispositions">
          {choicesAt(place).map(({ title, of }, group) => (
            <div key={title} role="group" aria-label={title}>
              <p className="bedside-dispositions__group" aria-hidden="true">
                {title}
              </p>
              <div className="nhsuk-radios nhsuk-radios--small">
                {of.map((one, index) => (
                  <Radio
                    key={one.id}
                    // The error summary's link goes to the first.
                    id={group === 0 && index === 0 ? 'clinic-outcome' : one.id}
                    testId={one.id}
                    label={one.words}
                    checked={JSON.stringify(one.choice) === chosen}
                    onChoose={() => {
                      onChoose(one.choice);
                    }}
                  />
                ))}
              </div>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function Radio(props: { id: string; testId: string; label: string; checked: boolean; onChoose: () => void }) {
  const { id, testId, label, checked, onChoose } = props;
  return (
    <div className="nhsuk-radios__item">
      <input
        className="nhsuk-radios__input"
        type="radio"
        name="clinic-outcome"
        id={id}
        data-testid={testId}
        checked={checked}
        onChange={onChoose}
      />
      <label className="nhsuk-label nhsuk-radios__label" htmlFor={id}>
        {label}
      </label>
    </div>
  );
}
