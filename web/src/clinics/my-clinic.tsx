import { Link } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import type { BookingView, SessionView } from '../../../domain/clinics/wire.ts';
import { isOfNow } from '../../../domain/clinics/clinic-day.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { FoldedDocuments } from '../booked/documents.tsx';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { detailFacts } from './booking-facts.tsx';
import { BookingTag, CancelledFor, OutcomeOf } from './booking-table.tsx';
import { clockAt, identifiers, standingOf } from './clinic-words.ts';
import { DayChoice } from './day-choice.tsx';
import { useDay, usePreflights, useReadAgain } from './hooks.ts';
import { ReadyMarks } from './ready-marks.tsx';
import { LettersToSign } from './letters-of.tsx';
import { Facts, Screen } from './screen.tsx';
import { NotSeen } from './not-seen.tsx';
import { closingWords, ExpectedAt, SayLate } from './running-late.tsx';
import { StartVisit } from './start-visit.tsx';
import { WaitsAtLink } from './waits-at-link.tsx';

type Own = { session: SessionView; bookings: readonly BookingView[] };
type Ready = { ready: readonly PreflightView[] };

/** `/clinics/mine`: the clinics that the clinician holds on a day, and who comes when. */
export function MyClinic({ me }: { me: Me }) {
  const { organisationId, personId } = me;
  const { day, today, show } = useDay();
  const ask = useAsk();
  const { loaded, reload } = useLoaded(['own clinics', personId, day], async () => {
    const query = { from: day, days: 1 };
    const [{ sessions }, { bookings }] = await Promise.all([
      ask('listClinicSessions', { params: { organisationId }, query }),
      ask('listBookings', { query }),
    ]);
    // Somebody who also books sees those of others; they are not what this page is for.
    const own = sessions.filter(({ clinicianId }) => clinicianId === personId);
    return {
      clinics: own.map((session) => ({ session, bookings: bookingsOf(session, bookings) })),
      readAt: new Date(),
    };
  });
  useReadAgain(reload);
  const ready = usePreflights(day);
  return (
    <Screen title="My clinic" testId="my-clinic">
      <LettersToSign />
      <DayChoice day={day} today={today} onShow={show} />
      {loaded.state === 'loading' ? <Loading what="your clinics" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <>
          {loaded.value.clinics.length === 0 ? (
            <p className="bedside-empty" data-testid="no-clinic">
              You hold no clinic on this day.
            </p>
          ) : null}
          {loaded.value.clinics.map((clinic) => (
            <OneClinic key={clinic.session.sessionId} {...clinic} ready={ready} onChanged={reload} />
          ))}
          <p className="bedside-clinics__read">
            As it was at {clockOf(loaded.value.readAt)}. It is read again every minute.
          </p>
        </>
      ) : null}
    </Screen>
  );
}

function bookingsOf({ sessionId }: SessionView, bookings: readonly BookingView[]): BookingView[] {
  return bookings
    .filter((booking) => booking.sessionId === sessionId)
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
}

function OneClinic({ session, bookings, ready, onChanged }: Own & Ready & { onChanged: () => void }) {
  const { sessionId, service, startsAtClock, endsAtClock } = session;
  const standing = standingOf(session);
  const closing = closingWords(bookings);
  return (
    <section className="bedside-panel" aria-labelledby={`clinic-${sessionId}`} data-testid="own-clinic">
      <h3 className="nhsuk-heading-s" id={`clinic-${sessionId}`}>
        {service}, {startsAtClock} to {endsAtClock} <Tag colour={standing.colour}>{standing.words}</Tag>
      </h3>
      {bookings.length === 0 ? <p className="bedside-empty">Nobody is booked.</p> : null}
      <ol className="bedside-rows">
        {bookings.map((booking) => (
          <li key={booking.bookingId} data-testid="own-booking">
            <BookedPatient booking={booking} ready={ready} onChanged={onChanged} />
          </li>
        ))}
      </ol>
      {bookings.some(
        ({ state, startsAt }) => state === 'booked' && isOfNow({ startsAt: new Date(startsAt) }, new Date()),
      ) ? (
        <SayLate session={session} onSaid={onChanged} />
      ) : null}
      {closing === null ? null : (
        <p className="bedside-note" data-testid="closing">
          <strong>{closing}</strong>
        </p>
      )}
    </section>
  );
}

type BookedProps = { booking: BookingView; onChanged: () => void } & Ready;

function BookedPatient({ booking, ready, onChanged }: BookedProps) {
  const { bookingId, patient, stationName, details, startsAt, endsAt } = booking;
  const preflight = ready.find((one) => one.bookingId === bookingId);
  return (
    <div className="bedside-rows__main">
      <strong>
        {clockAt(startsAt)} to {clockAt(endsAt)},{' '}
        <Link to={`/clinics/bookings/${bookingId}`}>{patient.name}</Link>
      </strong>{' '}
      <BookingTag booking={booking} />
      <CancelledFor booking={booking} />
      <OutcomeOf booking={booking} />
      <ExpectedAt booking={booking} />
      <WaitsAtLink booking={booking} />
      {preflight === undefined ? null : <ReadyMarks preflight={preflight} />}
      <span className="bedside-rows__more">
        {identifiers(patient)}. {patient.siteName}, {stationName}
      </span>
      {details === null ? null : <Facts facts={detailFacts(booking)} />}
      <DocumentsOf booking={booking} files={preflight?.files} />
      <WriteUp booking={booking} />
      <div className="bedside-actions">
        <StartVisit booking={booking} />
        <NotSeen booking={booking} onRecorded={onChanged} />
      </div>
    </div>
  );
}

/** Of one that has begun it is not known here how many there are: they are read when somebody asks, because reading is audited. */
function DocumentsOf({ booking, files }: { booking: BookingView; files: number | undefined }) {
  const { state, referralId, patient } = booking;
  if (state === 'cancelled' || files === 0) return null;
  return <FoldedDocuments {...{ referralId, files }} whose={patient.name} />;
}

/** One that is over and of which nothing is recorded: its visit stands on the clinician's own list. */
function WriteUp({ booking: { state, outcome, patient } }: { booking: BookingView }) {
  return state === 'done' && outcome === null ? (
    <p>
      <Link to="/clinician" data-testid="write-up">
        Write it up<span className="nhsuk-u-visually-hidden">: the visit of {patient.name}</span>
      </Link>
    </p>
  ) : null;
}
