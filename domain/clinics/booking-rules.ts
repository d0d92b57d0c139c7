import type { AuditActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import { clockOf, dayInWords } from '../rota/wall-clock.ts';
import { type CancelCode, needsText } from './cancel-codes.ts';
import type { Booking } from './clinic.ts';

/** Whether its first segment has begun: from then on it can be ended only (A22). */
export function hasBegun({ beginsAt }: Pick<Booking, 'beginsAt'>, now: Date): boolean {
  return beginsAt <= now;
}

/** How long before its first segment a booked visit can be started. */
const startsEarlyMs = 15 * 60_000;

/** From when on its visit can be started. */
export function startsFrom({ beginsAt }: Pick<Booking, 'beginsAt'>): Date {
  return new Date(beginsAt.getTime() - startsEarlyMs);
}

/**
 * Throws unless it is booked, has not begun, and is as it was when whoever changes it last saw it: `wrong-phase` or
 * `conflict`.
 */
export function requireChangeable(booking: Booking, { version, now }: { version: number; now: Date }): void {
  if (booking.state === 'held') {
    throw new DomainError('wrong-phase', 'this time is held and not booked');
  }
  if (booking.state === 'cancelled' || booking.state === 'lapsed') {
    throw new DomainError('wrong-phase', 'this booking is cancelled');
  }
  if (booking.state !== 'booked' || hasBegun(booking, now)) {
    throw new DomainError('wrong-phase', 'this booking has begun: it can only be ended with an outcome');
  }
  if (booking.version !== version) {
    throw new DomainError('conflict', 'somebody has changed this booking; read it again');
  }
}

/** Whether this is the very place at which it is booked: there is nothing to move, and nobody to tell. */
export function isAtPlace(
  booking: Pick<Booking, 'sessionId' | 'stationId' | 'startsAt'>,
  { sessionId, stationId, startsAt }: Pick<Booking, 'sessionId' | 'stationId' | 'startsAt'>,
): boolean {
  const same = booking.sessionId === sessionId && booking.stationId === stationId;
  return same && booking.startsAt.getTime() === startsAt.getTime();
}

/** A code that says nothing by itself needs a text (A23). Throws `invalid`. */
export function requireText({ code, text }: { code: CancelCode; text: string | null }): void {
  if (needsText(code) && text === null) {
    throw new DomainError('invalid', 'text: say what the reason was');
  }
}

/** `14:30, 15:00 and 15:30 on Mon 30 Nov 2026, 09:00 on Tue 1 Dec 2026`. */
export function startsInWords(starts: readonly Date[]): string {
  const byDay = Map.groupBy(starts, dayInWords);
  return [...byDay]
    .map(([day, those]) => {
      const clocks = those.map(clockOf);
      const last = clocks.at(-1) ?? '';
      const before = clocks.slice(0, -1).join(', ');
      return `${before === '' ? last : `${before} and ${last}`} on ${day}`;
    })
    .join(', ');
}

type BookingAction = Extract<
  AuditAction,
  `booking.${string}` | `preflight.${string}` | `slip.${string}` | `booking-link.sent-again`
>;

/** One line of the audit trail about one booking. */
export function bookingEntry(
  actor: AuditActor,
  { id, organisationId, referralId, patientId, sessionId }: Booking,
  { action, detail }: { action: BookingAction; detail?: AuditDetail },
): AuditEntry {
  return auditEntry(actor, {
    action,
    about: { kind: 'booking', id, organisationId },
    detail: { referralId, patientId, sessionId, ...detail },
  });
}
