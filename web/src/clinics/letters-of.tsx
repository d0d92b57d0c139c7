import { Link } from 'react-router';
import type { LetterEntry } from '../../../domain/clinics/letter-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { useEndpoint } from '../service/hooks.ts';
import { LoadFailed } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { useReadAgain } from './hooks.ts';

type OfBooking = { booking: BookingView; isClinician: boolean };

/** The letters about the referral of a booking, on its page; its clinician goes on with the one that is not signed. */
export function LettersOf({ mayFollow, ...of }: OfBooking & { mayFollow: boolean }) {
  return mayFollow ? <Letters {...of} /> : null;
}

function Letters({ booking, isClinician }: OfBooking) {
  const { loaded, reload } = useEndpoint('listBookingLetters', { params: { bookingId: booking.bookingId } });
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { letters } = loaded.value;
  const isOwed = !letters.some(({ bookingId }) => bookingId === booking.bookingId);
  const mayWrite = isClinician && isOwed && booking.outcome !== null;
  if (letters.length === 0 && !mayWrite) return null;
  return (
    <section aria-labelledby="letters-title" data-testid="letters">
      <h3 className="nhsuk-heading-s" id="letters-title">
        Letters
      </h3>
      {letters.length === 0 ? null : (
        <ul>
          {letters.map((letter) => (
            <li key={letter.letterId}>
              <OneEntry letter={letter} />
            </li>
          ))}
        </ul>
      )}
      {mayWrite ? (
        <p>
          <Link to={`/clinics/letters/draft/${booking.bookingId}`} data-testid="write-letter">
            Write the letter
          </Link>
        </p>
      ) : null}
    </section>
  );
}

function OneEntry({ letter }: { letter: LetterEntry }) {
  const { letterId, service, seenOn, writtenBy, to, replacedAt } = letter;
  return (
    <>
      <Link to={`/clinics/letters/${letterId}`} data-testid="letter-link">
        {service}, {dayInWords(startOfDay(seenOn))}
      </Link>
      , by {writtenBy}, to {to} {replacedAt === null ? null : <Tag colour="grey">Replaced</Tag>}
    </>
  );
}

/** What the clinician has still to sign, of whatever day. */
export function LettersToSign() {
  const { loaded, reload } = useEndpoint('listLettersToSign');
  useReadAgain(reload);
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { letters } = loaded.value;
  return letters.length === 0 ? null : (
    <section
      className="bedside-panel bedside-panel--to-do"
      aria-labelledby="to-sign-title"
      data-testid="letters-to-sign"
    >
      <h3 className="nhsuk-heading-s" id="to-sign-title">
        Letters to sign
      </h3>
      <ol className="bedside-rows">
        {letters.map(({ bookingId, patientName, service, startsAt, overdue }) => (
          <li key={bookingId} data-testid="letter-to-sign">
            <span className="bedside-rows__main">
              <Link to={`/clinics/letters/draft/${bookingId}`}>{patientName}</Link>{' '}
              {overdue ? <Tag colour="red">Overdue</Tag> : null}
              <span className="bedside-rows__more">
                {service}, {dayInWords(new Date(startsAt))}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
