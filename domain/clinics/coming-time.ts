import { DomainError } from '../errors.ts';
import type { Span } from './appointment.ts';

/** Throws `invalid`, naming the field, for a time that is none, is over, or is longer than anybody can mean. */
export function requireComing(
  { startsAt, endsAt }: Span,
  { now, longestMs }: { now: Date; longestMs: number },
): void {
  if (endsAt <= startsAt) {
    throw new DomainError('invalid', 'endsAt: it must be later than the start');
  }
  if (endsAt <= now) {
    throw new DomainError('invalid', 'endsAt: it is in the past');
  }
  if (endsAt.getTime() - startsAt.getTime() > longestMs) {
    const days = Math.floor(longestMs / (24 * 3_600_000));
    throw new DomainError('invalid', `endsAt: it is more than ${String(days)} days after the start`);
  }
}
