import { type Actor, may, type PersonActor } from '../actors.ts';
import type { Deps, Transaction } from '../ports.ts';
import { correctedUntil } from './attendance.ts';
import { requireSeenBooking, type Sight, sightOf } from './clinic-access.ts';
import type { Booking } from './clinic.ts';
import { missingOutcomeKey } from './tasks.ts';

/** The first line of what a booking is opened with: of whoever sees bookings, and of a manager, who sees some (`requireOpened`). */
export function openingSightOf(deps: Pick<Deps, 'store'>, actor: Actor): Promise<Sight> {
  return sightOf(deps, actor, seesBookings(actor) ? 'booking:read' : 'attendance:correct-late');
}

function seesBookings(actor: Actor): boolean {
  return may(actor, 'booking:read');
}

/**
 * The booking, where the person sees it. A manager sees one of which somebody had to be asked what became of it, once nobody
 * but a manager can record that (A29); no other booking, and nobody else sees one by this.
 */
export async function requireOpened(
  tx: Transaction,
  sight: Sight,
  booking: Booking | undefined,
): Promise<Booking> {
  const { person } = sight;
  if (booking !== undefined && (await isForManager(tx, person, booking))) return booking;
  return requireSeenBooking(sight, seesBookings(person) ? booking : undefined);
}

async function isForManager(tx: Transaction, person: PersonActor, booking: Booking): Promise<boolean> {
  const { id, organisationId } = booking;
  if (!may(person, 'attendance:correct-late') || person.organisationId !== organisationId) return false;
  if (tx.now < correctedUntil(booking)) return false;
  return tx.clinicTasks.hadTask(organisationId, missingOutcomeKey(id));
}
