import { type ReactNode, useState } from 'react';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { bookingsWith, firstToCome, mostRows, windowAt } from './row-window.ts';

/** A list of bookings in the order of their time; of a long one a part, from the first that is not over, and a search. */
export function LongList({
  bookings,
  children,
}: {
  bookings: readonly BookingView[];
  children: (shown: readonly BookingView[]) => ReactNode;
}) {
  const [typed, setTyped] = useState('');
  // Where nobody has said otherwise, the list moves on with the clock.
  const [wanted, setWanted] = useState<number | null>(null);
  if (bookings.length <= mostRows) return children(bookings);
  const found = bookingsWith(bookings, typed);
  const { rows, from, total, earlier, later } = windowAt(found, wanted ?? firstToCome(found, new Date()));
  return (
    <>
      <TextField
        label="Find a patient"
        hint="By name, number or reference"
        autoComplete="off"
        maxLength={80}
        data-testid="find-in-list"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setWanted(null);
        }}
      />
      <p role="status" data-testid="rows-shown">
        {total === 0
          ? 'No booking has that.'
          : `${from + 1} to ${from + rows.length} of ${counted(total, 'booking')}`}
      </p>
      {children(rows)}
      <nav aria-label="Parts of the list" className="bedside-rows__actions">
        <Part label={`Earlier ${mostRows}`} testId="earlier-rows" to={earlier} onShow={setWanted} />
        <Part label={`Next ${mostRows}`} testId="later-rows" to={later} onShow={setWanted} />
      </nav>
    </>
  );
}

function Part(props: { label: string; testId: string; to: number | null; onShow: (from: number) => void }) {
  const { label, testId, to, onShow } = props;
  return (
    <Button
      variant="secondary"
      small
      data-testid={testId}
      disabled={to === null}
      onClick={() => {
        if (to !== null) onShow(to);
      }}
    >
      {label}
    </Button>
  );
}
