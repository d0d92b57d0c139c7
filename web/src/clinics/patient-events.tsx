import { useState } from 'react';
import { Link } from 'react-router';
import type { PersonEventView } from '../../../domain/clinics/prison-mode-wire.ts';
import type { BookingView, PatientView } from '../../../domain/clinics/wire.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { AddEvent } from './add-event.tsx';
import { whenWords } from './clinic-words.ts';
import { eventInWords } from './prison-words.ts';

type Props = { patient: PatientView; today: string; onChanged: () => void };

/** What else a patient in prison has on, for the prison only; read when it is opened, because reading it is audited. */
export function PatientEvents(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="nhsuk-details"
      data-testid="patient-events"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">What else the patient has on</span>
      </summary>
      <div className="nhsuk-details__text">{open ? <Events {...props} /> : null}</div>
    </details>
  );
}

function Events({ patient, today, onChanged }: Props) {
  const { patientId } = patient;
  const { loaded, reload } = useEndpoint('listPersonEvents', { params: { patientId } });
  const [adding, setAdding] = useState(false);
  const [meets, setMeets] = useState<readonly BookingView[]>([]);
  const changed = (bookings: readonly BookingView[]) => {
    setMeets(bookings);
    reload();
    onChanged();
  };
  if (loaded.state === 'loading') return <Loading what="what else the patient has on" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { events } = loaded.value;
  return (
    <>
      <div role="status">{meets.length === 0 ? null : <Meets bookings={meets} />}</div>
      <EventList
        events={events}
        onRemoved={() => {
          changed([]);
        }}
      />
      <Button
        variant="secondary"
        small
        data-testid="add-event"
        onClick={() => {
          setAdding(true);
        }}
      >
        Add something else
      </Button>
      {adding ? (
        <AddEvent
          {...{ patientId, today }}
          onAdded={changed}
          onClose={() => {
            setAdding(false);
          }}
        />
      ) : null}
    </>
  );
}

function EventList({ events, onRemoved }: { events: readonly PersonEventView[]; onRemoved: () => void }) {
  if (events.length === 0) {
    return (
      <p className="bedside-empty" data-testid="no-events">
        Nothing is known from today on.
      </p>
    );
  }
  return (
    <ol className="bedside-rows">
      {events.map((event) => (
        <EventRow key={event.eventId} {...{ event, onRemoved }} />
      ))}
    </ol>
  );
}

/** A booking that is there already is not changed by what is added after it. */
function Meets({ bookings }: { bookings: readonly BookingView[] }) {
  return (
    <p className="bedside-note bedside-note--problem" data-testid="event-meets">
      {counted(bookings.length, 'booking')} at that time. Nothing has been changed:{' '}
      {bookings.map((booking, n) => (
        <span key={booking.bookingId}>
          {n === 0 ? '' : ', '}
          <Link to={`/clinics/bookings/${booking.bookingId}`}>{whenWords(booking)}</Link>
        </span>
      ))}
    </p>
  );
}

function EventRow({ event, onRemoved }: { event: PersonEventView; onRemoved: () => void }) {
  const ask = useAsk();
  const what = eventInWords(event);
  const remove = async (): Promise<Problem[]> => {
    try {
      await ask('removePersonEvent', { params: { eventId: event.eventId } });
      onRemoved();
      return [];
    } catch (error) {
      return [{ message: messageOf(error) }];
    }
  };
  return (
    <li data-testid="event">
      <span className="bedside-rows__main">
        <strong>{what}</strong>
        {event.external ? (
          <span className="bedside-rows__more">
            Outside the prison: never tell the patient when or where.
          </span>
        ) : null}
      </span>
      <span className="bedside-rows__actions">
        <ConfirmedButton
          small
          testId="remove-event"
          label={
            <>
              Remove<span className="nhsuk-u-visually-hidden"> {what}</span>
            </>
          }
          question={{
            title: 'Remove this?',
            text: what,
            yes: 'Yes, remove it',
            yesTestId: 'confirm-remove-event',
            no: 'No, keep it',
          }}
          act={remove}
        />
      </span>
    </li>
  );
}
