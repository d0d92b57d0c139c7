import type { ReactNode } from 'react';
import {
  type Answers,
  enabledItems,
  type GroupItem,
  type QuestionItem,
  type Questionnaire,
  type QuestionnaireItem,
} from '../../../domain/record/questionnaires/questionnaire.ts';
import { Radios } from '../ui/choices.tsx';
import { FieldError, TextArea, TextField } from '../ui/field.tsx';

export type QuestionnaireProps = {
  questionnaire: Pick<Questionnaire, 'item'>;
  answers: Answers;
  /** What is wrong, by linkId, in words that go after the question. */
  problems?: Readonly<Partial<Record<string, string>>>;
  /** Before the ids of the fields, so that two forms stand on one page. */
  idPrefix: string;
  /** Questions that this reader does not answer are shown with their answers. */
  mayAnswer?: (item: QuestionItem) => boolean;
  onAnswer: (linkId: string, value: string) => void;
  /** The field is left. */
  onLeave?: (linkId: string) => void;
  /** What stands under a question or a line of text: who answered it, and what is known beside it. */
  below?: (item: QuestionnaireItem) => ReactNode;
};

/** Draws a questionnaire: its groups, texts and questions, as far as they are asked by the answers that there are. */
export function QuestionnaireForm(props: QuestionnaireProps) {
  const enabled = enabledItems(props.questionnaire, props.answers);
  return <Items {...props} items={props.questionnaire.item} enabled={enabled} />;
}

type Drawn = QuestionnaireProps & { enabled: ReadonlySet<string> };

function Items({ items, ...drawn }: Drawn & { items: readonly QuestionnaireItem[] }) {
  return items
    .filter(({ linkId }) => drawn.enabled.has(linkId))
    .map((item) => {
      if (item.type === 'group') return <Group key={item.linkId} {...drawn} group={item} />;
      return (
        <div className="bedside-question" key={item.linkId} data-testid={`question-${item.linkId}`}>
          {item.type === 'display' ? <p>{item.text}</p> : <Question {...drawn} item={item} />}
          {drawn.below?.(item)}
        </div>
      );
    });
}

function Group({ group, ...drawn }: Drawn & { group: GroupItem }) {
  return (
    <fieldset className="nhsuk-fieldset bedside-question-group">
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{group.text}</legend>
      <Items {...drawn} items={group.item} />
    </fieldset>
  );
}

function Question({ item, ...drawn }: Drawn & { item: QuestionItem }) {
  const { linkId, text } = item;
  const value = drawn.answers[linkId] ?? '';
  if (drawn.mayAnswer?.(item) === false)
    return (
      <>
        <p className="bedside-question__text">{text}</p>
        <p className="bedside-question__answer">{answerWords(item, value)}</p>
      </>
    );
  const problem = drawn.problems?.[linkId];
  const field = {
    label: text,
    id: fieldId(drawn.idPrefix, linkId),
    value,
    error: problem === undefined ? undefined : `${text.replace(/\?$/, '')}: ${problem}`,
    required: item.required === true,
    onBlur: () => {
      drawn.onLeave?.(linkId);
    },
    onChange: ({ target }: { target: { value: string } }) => {
      drawn.onAnswer(linkId, target.value);
    },
  };
  switch (item.type) {
    case 'text':
      return <TextArea {...field} rows={2} />;
    case 'string':
      return <TextField {...field} />;
    case 'integer':
      return <TextField {...field} inputMode="numeric" className="nhsuk-input--width-5" />;
    case 'decimal':
      return <TextField {...field} inputMode="decimal" className="nhsuk-input--width-5" />;
    case 'date':
      return <DateQuestion {...drawn} item={item} value={value} error={field.error} />;
    case 'choice':
    case 'boolean':
      return <ChoiceQuestion {...drawn} item={item} value={value} error={field.error} />;
  }
}

type Asked = Drawn & { item: QuestionItem; value: string; error: string | undefined };

function ChoiceQuestion({ item, value, error, idPrefix, onAnswer, onLeave }: Asked) {
  return (
    <Radios
      legend={item.text}
      large={false}
      id={fieldId(idPrefix, item.linkId)}
      name={fieldId(idPrefix, item.linkId)}
      choices={choicesOf(item)}
      value={value === '' ? null : value}
      error={error}
      onChoose={(chosen) => {
        onAnswer(item.linkId, chosen);
      }}
      onBlur={() => {
        onLeave?.(item.linkId);
      }}
    />
  );
}

function choicesOf(item: QuestionItem): { value: string; label: string }[] {
  if (item.type === 'boolean')
    return [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ];
  return (item.answerOption ?? []).map(({ valueCoding }) => ({
    value: valueCoding.code,
    label: valueCoding.display,
  }));
}

const dateParts = [
  { name: 'Day', place: 2, width: 2, digits: 2 },
  { name: 'Month', place: 1, width: 2, digits: 2 },
  { name: 'Year', place: 0, width: 4, digits: 4 },
] as const;

/** Day, month and year as the NHS asks for a date; what is half typed is kept as it is, and is no date yet. */
function DateQuestion({ item, value, error, idPrefix, onAnswer, onLeave }: Asked) {
  const id = fieldId(idPrefix, item.linkId);
  const typed = value.split('-');
  const type = (place: number, text: string) => {
    const parts = [0, 1, 2].map((one) => (one === place ? text.trim() : (typed[one] ?? '')));
    onAnswer(item.linkId, parts.every((part) => part === '') ? '' : parts.join('-'));
  };
  const leave = () => {
    const padded = dateParts.map(({ place, digits }) => (typed[place] ?? '').padStart(digits, '0'));
    const whole = typed.length === 3 && typed.every((part) => part !== '');
    const date = padded.toReversed().join('-');
    if (whole && date !== value) onAnswer(item.linkId, date);
    onLeave?.(item.linkId);
  };
  return (
    <div className={error === undefined ? 'nhsuk-form-group' : 'nhsuk-form-group nhsuk-form-group--error'}>
      <fieldset
        className="nhsuk-fieldset"
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        role="group"
      >
        <legend className="nhsuk-fieldset__legend">{item.text}</legend>
        <FieldError id={id} error={error} />
        <div className="nhsuk-date-input">
          {dateParts.map(({ name, place, width }) => (
            <div className="nhsuk-date-input__item" key={name}>
              <TextField
                label={name}
                id={`${id}-${name.toLowerCase()}`}
                inputMode="numeric"
                className={`nhsuk-date-input__input nhsuk-input--width-${String(width)}`}
                value={typed[place] ?? ''}
                onChange={({ target }) => {
                  type(place, target.value);
                }}
                onBlur={leave}
              />
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

/** The id of a question's field. A point would have to be escaped wherever a field is looked for. */
export function fieldId(idPrefix: string, linkId: string): string {
  return `${idPrefix}-${linkId.replaceAll('.', '-')}`;
}

/** An answer as it is read. */
export function answerWords(item: QuestionItem, value: string): string {
  if (value.trim() === '') return 'No answer yet';
  const chosen = choicesOf(item).find((choice) => choice.value === value);
  return (item.type === 'boolean' || item.type === 'choice') && chosen !== undefined ? chosen.label : value;
}
