import type { BookingView } from '../../../domain/clinics/wire.ts';
import { Tag } from '../ui/tag.tsx';
import { clockAt } from './clinic-words.ts';

/** Of a patient at home: that they join by a link, and since when somebody waits with it. */
export function WaitsAtLink({ booking: { link } }: { booking: Pick<BookingView, 'link'> }) {
  if (link === undefined) return null;
  return (
    <span data-testid="by-link">
      {' '}
      <Tag colour="blue">At home, by link</Tag>
      {link.waitingSince !== null ? (
        <span className="bedside-rows__more" data-testid="waits-at-link">
          <strong>Waits in the lobby</strong> since {clockAt(link.waitingSince)}
        </span>
      ) : null}
    </span>
  );
}
