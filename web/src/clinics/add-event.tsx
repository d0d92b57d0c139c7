import { useState } from 'react';
import { type EventKind, eventKind } from '../../../domain/clinics/person-event.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { PatientId } from '../../../domain/ids.ts';
import { useAsk } from '../service/hooks.ts';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { isDay } from './hooks.ts';
import { eventKindWords } from './prison-words.ts';

const kinds = eventKind.options.map((value) => ({
  value,
  label: eventKindWords[value],
  testId: `event-${value}`,
}));
const outside = [{ value: 'external' as const, label: 'It is outside the prison', testId: 'event-external' }];

type Draft = { kind: EventKind | null; day: string; from: string; to: string; external: 'external'[] };

/** Says what else a patient has on: its kind and its time, and nothing of what it is about. */
export function AddEvent(props: {
  patientId: PatientId;
  today: string;
  /** With the bookings of that time. */
  onAdded: (bookings: readonly BookingView[]) => void;
  onClose: () => void;
}) {
  const { patientId, today, onAdded, onClose } = props;
  const ask = useAsk();
  const [draft, setDraft] = useState<Draft>({ kind: null, day: today, from: '', to: '', external: [] });
  const send = async (): Promise<Problem[]> => {
    const problems = problemsOf(draft, today);
    const { kind, day, from, to, external } = draft;
    if (kind === null || problems.length > 0) return problems;
    const { bookings } = await ask('addPersonEvent', {
      params: { patientId },
      body: {
        kind,
        onDate: day,
        startsAtClock: from === '' ? null : from,
        endsAtClock: to === '' ? null : to,
        external: external.length > 0,
      },
    });
    onAdded(bookings);
    return [];
  };
  return (
    <FormDialog
      title="What else does the patient have on?"
      confirm={{ label: 'Add it', testId: 'save-event' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => <EventFields {...{ draft, today, errorOf }} onChange={setDraft} />}
    </FormDialog>
  );
}

type Fields = {
  draft: Draft;
  today: string;
  errorOf: (field: string) => string | undefined;
  onChange: (draft: Draft) => void;
};

function EventFields({ draft, today, errorOf, onChange }: Fields) {
  const bind = (field: 'day' | 'from' | 'to') => ({
    id: `event-${field}`,
    value: draft[field],
    error: errorOf(`event-${field}`),
    onChange: ({ target }: { target: { value: string } }) => {
      onChange({ ...draft, [field]: target.value });
    },
  });
  return (
    <>
      <Radios
        id="event-kind"
        legend="What is it?"
        large={false}
        name="event-kind"
        choices={kinds}
        value={draft.kind}
        error={errorOf('event-kind')}
        onChoose={(kind) => {
          onChange({ ...draft, kind });
        }}
      />
      <div className="bedside-clinics__pairs">
        <TextField label="Day" type="date" min={today} {...bind('day')} />
        <TextField label="From (optional)" type="time" {...bind('from')} />
        <TextField label="Until (optional)" type="time" {...bind('to')} />
      </div>
      <p>Without an end it counts to the end of the day; without a time it may be at any time of it.</p>
      <Checkboxes
        id="event-outside"
        legend="Where"
        large={false}
        name="event-external"
        choices={outside}
        values={draft.external}
        onChange={(external) => {
          onChange({ ...draft, external });
        }}
      />
    </>
  );
}

function problemsOf({ kind, day, from, to }: Draft, today: string): Problem[] {
  const all = [
    { wrong: kind === null, message: 'Choose what it is', field: 'event-kind' },
    { wrong: !isDay(day) || day < today, message: 'Enter the day, today or later', field: 'event-day' },
    { wrong: from === '' && to !== '', message: 'Enter when it starts, too', field: 'event-from' },
    {
      wrong: from !== '' && to !== '' && to <= from,
      message: 'The end must be later than the start',
      field: 'event-to',
    },
  ];
  return all.filter(({ wrong }) => wrong).map(({ message, field }) => ({ message, field }));
}
