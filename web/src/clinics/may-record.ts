import { correctedUntil, dnaFrom } from '../../../domain/clinics/attendance.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';

/** What somebody may record of bookings: within five days, and as a manager also later, with a reason (A29). */
export type RecordingRights = { usual: boolean; late: boolean };

/**
 * How somebody may record what became of a booking, or correct it: as usual, or with a reason. `too-late` is only said where
 * nothing is recorded yet; null where there is nothing to be recorded, or nothing by them. A visit that somebody has started is
 * not over before its time is.
 */
export function mayRecord(
  booking: Pick<BookingView, 'state' | 'startsAt' | 'endsAt' | 'outcome'>,
  { usual, late }: RecordingRights,
  now: Date,
): 'usual' | 'with-reason' | 'too-late' | null {
  const endsAt = new Date(booking.endsAt);
  const isOver =
    booking.state === 'done' ||
    (booking.state === 'running' && endsAt <= now) ||
    (booking.state === 'booked' && dnaFrom({ startsAt: new Date(booking.startsAt) }) <= now);
  if (!isOver) return null;
  if (usual && now < correctedUntil({ endsAt })) return 'usual';
  if (late) return 'with-reason';
  return usual && booking.outcome === null ? 'too-late' : null;
}
