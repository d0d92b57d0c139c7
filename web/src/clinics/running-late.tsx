import { useState } from 'react';
import { closingOf } from '../../../domain/clinics/delay.ts';
import type { BookingView, SessionView } from '../../../domain/clinics/wire.ts';
import { useAsk } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { clockAt } from './clinic-words.ts';
import { ProblemNote } from './screen.tsx';

const choices = [0, 5, 10, 15, 20, 30, 45, 60, 90];

/** The clinician says how late the clinic runs; each next wing is shown a later time to unlock (A46). */
export function SayLate(props: { session: SessionView; onSaid: () => void }) {
  const { session, onSaid } = props;
  const { sessionId } = session;
  const ask = useAsk();
  const [minutes, setMinutes] = useState(0);
  const { busy, problems, send } = useSending(async () => {
    await ask('sayLate', { params: { sessionId }, body: { minutes } });
    onSaid();
    return [];
  });
  return (
    <Form className="bedside-say-late" send={send} aria-label="How late this clinic runs">
      <ProblemNote>{problems[0]?.message ?? null}</ProblemNote>
      <SelectField
        id={`late-${sessionId}`}
        label="How late does it run?"
        value={String(minutes)}
        data-testid="late-minutes"
        onChange={({ target }) => {
          setMinutes(Number(target.value));
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === 0 ? 'On time' : `${counted(choice, 'minute')} late`}
          </option>
        ))}
      </SelectField>
      <Button type="submit" variant="secondary" small data-testid="say-late" disabled={busy}>
        Tell those who wait
      </Button>
    </Form>
  );
}

/** When a patient is expected, where that is later than booked. */
export function ExpectedAt({ booking: { expected } }: { booking: BookingView }) {
  if (expected === null) return null;
  return (
    <span className="bedside-rows__more" data-testid="expected">
      <strong>Expected at about {clockAt(expected.startsAt)}</strong>, {expected.minutesLate} minutes late
      {expected.urgentCall ? '. Seeing an urgent call' : ''}
    </span>
  );
}

/** When to fetch a patient: later than booked where the clinic runs late, and never earlier. */
export function FetchAt({ booking }: { booking: BookingView }) {
  const { beginsAt, expected } = booking;
  if (expected === null) return <strong>{clockAt(beginsAt)}</strong>;
  return expected.moved ? (
    <span>
      <strong>{clockAt(expected.fetchAt)}</strong>
      <span className="bedside-rows__more">The clinic runs late: the patient waits</span>
    </span>
  ) : (
    <span data-testid="new-fetch">
      <strong>{clockAt(expected.fetchAt)}</strong>
      <span className="bedside-rows__more">was {clockAt(beginsAt)}: the clinic runs late</span>
    </span>
  );
}

/** `8 seen, 1 not seen, 0 without an outcome, 12 minutes late at most`; nothing while something is to come. */
export function closingWords(bookings: readonly BookingView[]): string | null {
  const closing = closingOf(bookings);
  if (closing === undefined) return null;
  const { seen, notSeen, missing, latestMinutes } = closing;
  const parts = [
    `${String(seen)} seen`,
    ...(notSeen === 0 ? [] : [`${String(notSeen)} not seen`]),
    `${String(missing)} without an outcome`,
    latestMinutes === 0 ? 'never late' : `${counted(latestMinutes, 'minute')} late at most`,
  ];
  return parts.join(', ');
}
