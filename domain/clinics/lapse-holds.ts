import type { AuditEntry } from '../audit.ts';
import type { Chore } from '../due-rule.ts';
import type { BookingId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { bookingEntry } from './booking-rules.ts';
import type { Booking } from './clinic.ts';

/** Ends a hold whose ten minutes are over, which the transaction has locked. */
export async function lapse(tx: Transaction, booking: Booking): Promise<void> {
  await tx.clinics.releaseBooking(booking.id, 'lapsed', null);
  await tx.audit([lapsedEntry(booking)]);
}

/** The service itself has ended a hold. */
export function lapsedEntry(booking: Booking): AuditEntry {
  return bookingEntry({ kind: 'system' }, booking, { action: 'booking.lapsed' });
}

/** Ends the holds whose time is over. Several processes may do it at once: each finds nothing left to do of the other’s. */
export async function lapseHolds(deps: Pick<Deps, 'store' | 'log'>): Promise<void> {
  for (const { bookingId } of await deps.store.reads.listLapsedHolds()) {
    await tryToLapse(deps, bookingId);
  }
}

/** One that cannot be ended now must not keep the others. It is tried again by the next run. */
async function tryToLapse({ store, log }: Pick<Deps, 'store' | 'log'>, bookingId: BookingId): Promise<void> {
  try {
    await store.transact(async (tx) => {
      const booking = await tx.clinics.lockBooking(bookingId);
      if (booking?.state !== 'held' || booking.heldUntil === null || booking.heldUntil > tx.now) return;
      await lapse(tx, booking);
    });
  } catch (error) {
    log.error('a hold whose time is over could not be ended; the next run tries again', error);
  }
}

/** A time that nobody has confirmed is shown as free within five seconds (A04). */
export const lapseChore: Chore = {
  name: 'lapse-holds',
  everyMs: 3000,
  run: lapseHolds,
};
