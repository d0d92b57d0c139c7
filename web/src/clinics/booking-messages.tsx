import { useState } from 'react';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { BookingId } from '../../../domain/ids.ts';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';

import { LoadFailed } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { clockAt } from './clinic-words.ts';
import {
  messageKindWords,
  messagesBySide,
  messageSideWords,
  messageStateWords,
} from './message-state-words.ts';
import { ProblemNote } from './screen.tsx';

/** Who has been told of the booking; nothing where the service tells nobody. */
export function BookingMessages({ bookingId }: { bookingId: BookingId }) {
  const { loaded, reload } = useEndpoint('listBookingMessages', { params: { bookingId } });
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const messages = messagesBySide(loaded.value.messages);
  if (messages.length === 0) return null;
  return (
    <section aria-labelledby="who-knows" data-testid="booking-messages">
      <h3 className="nhsuk-heading-s" id="who-knows">
        Who has been told
      </h3>
      <table className="bedside-table bedside-table--clinics">
        <caption className="nhsuk-u-visually-hidden">Messages about this booking, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Of what</th>
            <th scope="col">When</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {messages.map(({ kind, side, state, madeAt }) => (
            <tr key={`${madeAt} ${kind} ${side}`} data-testid="booking-message">
              <td data-name="Who">{messageSideWords[side]}</td>
              <td data-name="Of what">{messageKindWords[kind]}</td>
              <td data-name="When">
                {dayInWords(new Date(madeAt))}, {clockAt(madeAt)}
              </td>
              <td data-name="State">
                <Tag colour={messageStateWords[state].colour}>{messageStateWords[state].words}</Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Saves the booking as a file that calendars open; of a cancelled one, a file that takes it out again. */
export function AddToCalendar({ booking }: { booking: BookingView }) {
  const ask = useAsk();
  const [problem, setProblem] = useState<string | null>(null);
  const { bookingId, reference, state } = booking;
  if (state === 'held' || state === 'lapsed') return null;
  const save = async () => {
    const text = await ask('exportBooking', { params: { bookingId } });
    saveFile({ name: `booking-${reference}.ics`, type: 'text/calendar', text });
  };
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="add-to-calendar"
        onClick={() => {
          setProblem(null);
          save().catch((error: unknown) => {
            setProblem(messageOf(error));
          });
        }}
      >
        {state === 'cancelled' ? 'Take out of the calendar' : 'Add to calendar'}
      </Button>
      <ProblemNote>{problem}</ProblemNote>
    </>
  );
}
