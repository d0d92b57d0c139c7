import { Link } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { BookingTable } from './booking-table.tsx';
import { DayChoice } from './day-choice.tsx';
import { useDay, usePreflights, useReadAgain } from './hooks.ts';
import { Screen } from './screen.tsx';

/** The bookings of a day, today's first: what prison healthcare and booking clerks work from. */
export function DayList({ me }: { me: Me }) {
  const { day, today, show } = useDay();
  const ask = useAsk();
  const { loaded, reload } = useLoaded(['bookings of a day', day], async () => {
    const { bookings } = await ask('listBookings', { query: { from: day, days: 1 } });
    return { bookings, readAt: new Date() };
  });
  useReadAgain(reload);
  const ready = usePreflights(day);
  const prison = me.roles.includes('prison-healthcare');
  return (
    <Screen title={prison ? 'Patients to bring to a clinic' : 'Bookings'} testId="day-list">
      <Link className="nhsuk-button" to="/clinics/book" data-testid="book-a-clinic">
        Book a clinic
      </Link>
      <DayChoice day={day} today={today} onShow={show} />
      {loaded.state === 'loading' ? <Loading what="the bookings" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <>
          {loaded.value.bookings.length === 0 ? (
            <p className="bedside-empty" data-testid="no-bookings">
              Nobody has a clinic on this day.
            </p>
          ) : (
            <BookingTable
              bookings={loaded.value.bookings}
              columns={prison ? 'prison' : 'hospital'}
              ready={ready}
              caption="Bookings of the day, by the time at which the patient is fetched"
            />
          )}
          <p className="bedside-clinics__read" data-testid="read-at">
            {counted(loaded.value.bookings.filter(({ state }) => state !== 'cancelled').length, 'booking')},
            as it was at {clockOf(loaded.value.readAt)}. It is read again every minute.
          </p>
        </>
      ) : null}
    </Screen>
  );
}
