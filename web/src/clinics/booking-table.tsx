import { Link } from 'react-router';
import type { PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { outcomeWords } from '../booked/outcome-words.ts';
import { Tag } from '../ui/tag.tsx';
import { clockAt, identifiers } from './clinic-words.ts';
import { WaitsAtLink } from './waits-at-link.tsx';
import { LongList } from './long-list.tsx';
import { notReachedWords } from './message-state-words.ts';
import { awayWords, cancelledWords, overbookedWords } from './prison-words.ts';
import { ExpectedAt, FetchAt } from './running-late.tsx';
import { ReadyMarks } from './ready-marks.tsx';

type Columns = 'prison' | 'hospital';
type Props = {
  bookings: readonly BookingView[];
  columns: Columns;
  caption: string;
  /** Whether all is ready; left out where nobody asks. */
  ready?: readonly PreflightView[] | undefined;
};

/**
 * The bookings of a day, in the order in which patients are fetched. A prison wants to know when to fetch whom; a
 * hospital, from which prison the patient comes.
 */
export function BookingTable({ bookings, ...rest }: Props) {
  const inOrder = bookings.toSorted((a, b) => Date.parse(a.beginsAt) - Date.parse(b.beginsAt));
  return <LongList bookings={inOrder}>{(shown) => <Rows bookings={shown} {...rest} />}</LongList>;
}

function Rows({ bookings, columns, caption, ready }: Props) {
  return (
    <table className="bedside-table bedside-table--clinics" data-testid="bookings">
      <caption className="nhsuk-u-visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns === 'prison' ? <th scope="col">Fetch at</th> : null}
          <th scope="col">Time</th>
          <th scope="col">Patient</th>
          <th scope="col">Clinic</th>
          <th scope="col">Where</th>
          <th scope="col">State</th>
          {ready === undefined ? null : <th scope="col">Ready</th>}
        </tr>
      </thead>
      <tbody>
        {bookings.map((booking) => (
          <Row key={booking.bookingId} {...{ booking, columns, ready }} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = {
  booking: BookingView;
  columns: Columns;
  ready: readonly PreflightView[] | undefined;
};

function Row({ booking, columns, ready }: RowProps) {
  const { bookingId, patient, service, clinicianName, stationName } = booking;
  return (
    <tr data-testid="booking">
      {columns === 'prison' ? (
        <td data-name="Fetch at">
          <FetchAt booking={booking} />
        </td>
      ) : null}
      <td data-name="Time">
        <span>
          {clockAt(booking.startsAt)} to {clockAt(booking.endsAt)}
          <ExpectedAt booking={booking} />
        </span>
      </td>
      <td data-name="Patient">
        <span>
          <Link to={`/clinics/bookings/${bookingId}`}>{patient.name}</Link>
          <span className="bedside-rows__more">{patient.prisonNumber ?? identifiers(patient)}</span>
        </span>
      </td>
      <td data-name="Clinic">
        <span>
          {service}
          <span className="bedside-rows__more">{clinicianName}</span>
        </span>
      </td>
      <td data-name="Where">
        <span>
          {stationName}
          <span className="bedside-rows__more">{patient.siteName}</span>
        </span>
      </td>
      <td data-name="State">
        <Standing booking={booking} />
      </td>
      {ready === undefined ? null : (
        <td data-name="Ready">
          <ReadyOf bookingId={bookingId} ready={ready} />
        </td>
      )}
    </tr>
  );
}

/** Where a booking stands, and all that somebody has to know or do about it. */
function Standing({ booking }: { booking: BookingView }) {
  return (
    <span>
      <BookingTag booking={booking} />
      <CancelledFor booking={booking} />
      <OutcomeOf booking={booking} />
      <Overbooked booking={booking} />
      <NotReached booking={booking} />
      <Away booking={booking} />
      <WaitsAtLink booking={booking} />
    </span>
  );
}

/** Which side somebody has to ring, because no message has got to it (A43). */
export function NotReached({ booking: { notReached } }: { booking: Pick<BookingView, 'notReached'> }) {
  const words = notReachedWords(notReached);
  return words === null ? null : (
    <span data-testid="booking-not-reached">
      {' '}
      <Tag colour="red">{words}</Tag>
    </span>
  );
}

/** Nothing for a booking that has begun, or is cancelled. */
function ReadyOf({ bookingId, ready }: Pick<BookingView, 'bookingId'> & { ready: readonly PreflightView[] }) {
  const preflight = ready.find((one) => one.bookingId === bookingId);
  return preflight === undefined ? null : <ReadyMarks preflight={preflight} />;
}

/** Where a booking stands, in a word. */
export function BookingTag({ booking }: { booking: Pick<BookingView, 'state' | 'cancelled' | 'outcome'> }) {
  switch (booking.state) {
    case 'booked':
      return <Tag colour="green">Booked</Tag>;
    case 'running':
      return <Tag colour="purple">Begun</Tag>;
    case 'done':
      return <DoneTag outcome={booking.outcome} />;
    case 'cancelled':
      return <Tag colour="red">{booking.cancelled?.late === true ? 'Cancelled late' : 'Cancelled'}</Tag>;
    case 'held':
      return <Tag colour="yellow">Held</Tag>;
    case 'lapsed':
      return <Tag colour="grey">Given up</Tag>;
  }
}

function DoneTag({ outcome }: Pick<BookingView, 'outcome'>) {
  if (outcome === null) return <Tag colour="orange">Outcome missing</Tag>;
  return outcome.attendance === 'attended' ? (
    <Tag colour="blue">Seen</Tag>
  ) : (
    <Tag colour="yellow">Not seen</Tag>
  );
}

/** What is recorded of it. */
export function OutcomeOf({
  booking: { outcome, outside },
}: {
  booking: Pick<BookingView, 'outcome' | 'outside'>;
}) {
  return outcome === null ? null : (
    <span className="bedside-rows__more">{outcomeWords(outcome, outside)}</span>
  );
}

/** Why it was cancelled, for both ends: a clinic that falls through because of a lockdown is nobody’s fault there. */
export function CancelledFor({ booking }: { booking: Pick<BookingView, 'cancelled' | 'outside'> }) {
  const words = cancelledWords(booking);
  return words === null ? null : <span className="bedside-rows__more">{words}</span>;
}

/** That the patient may not be there (A31, A35). */
export function Away({ booking: { away } }: { booking: Pick<BookingView, 'away'> }) {
  return away === null ? null : (
    <span data-testid="booking-away">
      {' '}
      <Tag colour="orange">{awayWords[away].tag}</Tag>
      <span className="bedside-rows__more">{awayWords[away].what}</span>
    </span>
  );
}

/** That the patient has something else on at that time, why it was booked all the same, and by whom (A10). */
function Overbooked({ booking: { clash } }: { booking: Pick<BookingView, 'clash'> }) {
  return clash === null ? null : (
    <span data-testid="booking-clash">
      {' '}
      <Tag colour="red">Clash</Tag>
      <span className="bedside-rows__more">{overbookedWords(clash)}</span>
    </span>
  );
}
