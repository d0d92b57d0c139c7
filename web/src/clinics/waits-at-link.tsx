import type { BookingView } from '../../../domain/clinics/wire.ts';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { Tag } from '../ui/tag.tsx';
import { clockAt } from './clinic-words.ts';

/** Of a patient at home: that they join by a link or cannot come, and since when somebody waits with it. */
export function WaitsAtLink({
  booking: { link, cannotComeSince },
}: {
  booking: Pick<BookingView, 'link' | 'cannotComeSince'>;
}) {
  if (link === undefined) return null;
  return (
    <span data-testid="by-link">
      {' '}
      <Tag colour="blue">At home, by link</Tag>
      {cannotComeSince === undefined ? null : (
        <span data-testid="cannot-come">
          {' '}
          <Tag colour="red">Patient cannot come</Tag>
          <span className="bedside-rows__more">
            Said by their link, {dayInWords(new Date(cannotComeSince))}, {clockAt(cannotComeSince)}. The
            clinic cancels or moves it.
          </span>
        </span>
      )}
      {link.waitingSince !== null ? (
        <span className="bedside-rows__more" data-testid="waits-at-link">
          <strong>Waits in the lobby</strong> since {clockAt(link.waitingSince)}
        </span>
      ) : null}
    </span>
  );
}
