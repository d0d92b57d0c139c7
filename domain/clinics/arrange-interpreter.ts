import { DomainError } from '../errors.ts';
import type { BookingId, InterpreterId, OrganisationId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import { type Interpreted, speaks } from './interpreter.ts';

/**
 * Takes an interpreter of the language for a booking that the transaction has locked; with no language it gives up whom it has.
 * Whom it has already, or had before it was moved, comes first. Where nobody who speaks it is free, the booking has none and
 * says so from two hours before on (A49); with `needed` it throws `taken` then. Where the hospital keeps nobody of that
 * language, nothing is taken, and nothing is refused.
 */
export async function arrangeInterpreter(
  tx: Transaction,
  booking: Interpreted,
  asked: { language: string | null; before?: InterpreterId | null; needed?: boolean },
): Promise<InterpreterId | null> {
  const { language, needed = false } = asked;
  const own = asked.before ?? (await tx.interpreters.findInterpreterOf(booking.id));
  const kept = language === null ? [] : await tx.interpreters.shareInterpreters(booking.organisationId);
  const able = kept.filter((one) => language !== null && speaks(one, language)).map(({ id }) => id);
  if (own === null && able.length === 0) return null;
  const ownFirst = able.toSorted((a, b) => Number(b === own) - Number(a === own));
  const taken = await tx.interpreters.takeInterpreter(booking, ownFirst);
  if (taken === null && able.length > 0 && needed) {
    throw new DomainError('taken', 'no interpreter of that language is free at that time');
  }
  return taken;
}

/**
 * Whom the bookings of an organisation have before they are moved. Also locks the interpreters, where one of them has any:
 * their claims are about to be given up, and whoever retires an interpreter locks them before the claims, too (ADR 34).
 */
export async function interpretersBefore(
  tx: Transaction,
  organisationId: OrganisationId,
  bookingIds: readonly BookingId[],
): Promise<Map<BookingId, InterpreterId | null>> {
  const found = new Map(
    await Promise.all(
      bookingIds.map(async (id) => [id, await tx.interpreters.findInterpreterOf(id)] as const),
    ),
  );
  const isAny = [...found.values()].some((one) => one !== null);
  if (isAny) await tx.interpreters.shareInterpreters(organisationId);
  return found;
}

/** The same for the language that stands in the booking, which has been moved or brought back. */
export async function keepInterpreter(
  tx: Transaction,
  booking: Interpreted,
  before: InterpreterId | null = null,
): Promise<InterpreterId | null> {
  const language = await tx.lists.findInterpreterLanguage(booking.id);
  return arrangeInterpreter(tx, booking, { language, before });
}
