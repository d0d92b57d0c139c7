import type { BookingView } from '../../../domain/clinics/wire.ts';
import { ApiError } from '../service/api.ts';
import type { Ask } from '../service/hooks.ts';

/** What is said when somebody else was quicker. */
export const changedMeanwhile =
  'Somebody else has changed this booking meanwhile, so nothing of yours was done. It has been read again: this is how it stands now.';

/** Whether the service refuses because the booking is not any more what was seen; it has other reasons too. */
export async function isChanged(ask: Ask, seen: BookingView, error: unknown): Promise<boolean> {
  if (!(error instanceof ApiError) || !['conflict', 'wrong-phase'].includes(error.code)) return false;
  const now = await ask('readBooking', { params: { bookingId: seen.bookingId } });
  return now.version !== seen.version || now.state !== seen.state;
}
