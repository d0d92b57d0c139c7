import { wallDateOf } from '../rota/wall-clock.ts';
import type { InterpreterId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Booking } from './clinic.ts';
import { raiseTask } from './tasks.ts';
import { nextWorkingDay } from './working-days.ts';

/**
 * An interpreter has no account and no address here: that a booking of theirs is moved or cancelled, a booking clerk has to tell
 * them. Nothing is raised for a booking that has none.
 */
export async function tellInterpreter(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { id: bookingId, organisationId }: Pick<Booking, 'id' | 'organisationId'>,
  interpreterId: InterpreterId | null | undefined,
): Promise<void> {
  if (interpreterId === null || interpreterId === undefined) return;
  await raiseTask(deps, tx, {
    ...{ organisationId, siteId: null, patientId: null, referralId: null, bookingId, interpreterId },
    kind: 'tell-interpreter',
    // Each time anew: what they were told before does not hold any more.
    key: `tell-interpreter:${bookingId}:${interpreterId}:${tx.now.toISOString()}`,
    dueOn: nextWorkingDay(wallDateOf(tx.now)),
  });
}

/** The same of a booking that is about to be cancelled, and gives up whom it has. */
export async function tellOfCancellation(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  booking: Pick<Booking, 'id' | 'organisationId'>,
): Promise<void> {
  await tellInterpreter(deps, tx, booking, await tx.interpreters.findInterpreterOf(booking.id));
}
