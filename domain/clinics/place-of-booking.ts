import { DomainError } from '../errors.ts';
import { isByLink } from './at-home.ts';
import type { Attendance } from './attendance.ts';
import type { CancelCode } from './cancel-codes.ts';
import type { Booking } from './clinic.ts';
import { cancelCodesAt, dnaCausesAt } from './outside.ts';

/** Throws `invalid` for a reason that there cannot be at home: nobody there waits for an officer. */
export function requireCodeThere(booking: Booking, code: CancelCode): void {
  if (isByLink(booking) && !cancelCodesAt('home').includes(code)) {
    throw new DomainError('invalid', 'code: there is no such reason for a patient at home');
  }
}

/** The same of why the patient was not seen. */
export function requireCauseThere(booking: Booking, said: Attendance): void {
  if (said.attendance === 'dna' && isByLink(booking) && !dnaCausesAt('home').includes(said.cause)) {
    throw new DomainError('invalid', 'cause: there is no such reason for a patient at home');
  }
}
