import { DomainError } from '../errors.ts';
import type { Transaction } from '../ports.ts';
import { isByLink } from './at-home.ts';
import type { Attendance } from './attendance.ts';
import type { CancelCode } from './cancel-codes.ts';
import type { Booking } from './clinic.ts';
import {
  cancelCodesAt,
  type ClinicPlace,
  dnaCausesAt,
  isInsteadAt,
  isOfficerAt,
  outsidePlace,
  type OutsidePlace,
} from './outside.ts';
import type { BookingDetails } from './wire.ts';

const placeWords: Readonly<Record<OutsidePlace, string>> = {
  'care-home': 'in a care home',
  home: 'at home',
};

/** Where the patient of a booking is; undefined stands for a prison. */
export async function findPlace(tx: Transaction, booking: Booking): Promise<ClinicPlace> {
  if (isByLink(booking)) return 'home';
  return outsidePlace.safeParse(await tx.clinics.getSiteKind(booking.siteId)).data;
}

/** Throws `invalid`, naming the field, for what cannot be where the patient is: nobody there waits for an officer. */
async function requireThere(
  tx: Transaction,
  booking: Booking,
  { field, isAt }: { field: string; isAt: (place: ClinicPlace) => boolean },
): Promise<void> {
  // What can be everywhere needs no look at where it is.
  if (outsidePlace.options.every(isAt)) return;
  const place = await findPlace(tx, booking);
  if (place !== undefined && !isAt(place)) {
    throw new DomainError('invalid', `${field}: there is no such reason for a patient ${placeWords[place]}`);
  }
}

/** Throws `invalid` for a reason that there cannot be where the patient of the booking is. */
export function requireCodeThere(tx: Transaction, booking: Booking, code: CancelCode): Promise<void> {
  return requireThere(tx, booking, { field: 'code', isAt: (place) => cancelCodesAt(place).includes(code) });
}

/** The same of why the patient was not seen. */
export async function requireCauseThere(tx: Transaction, booking: Booking, said: Attendance): Promise<void> {
  if (said.attendance === 'attended') return;
  const isAt = (place: ClinicPlace) => dnaCausesAt(place).includes(said.cause);
  await requireThere(tx, booking, { field: 'cause', isAt });
}

/** The same of what would have happened without the clinic, and of officers. */
export async function requireDetailsThere(
  tx: Transaction,
  booking: Booking,
  { otherwise, officer }: Pick<BookingDetails, 'otherwise' | 'officer'>,
): Promise<void> {
  const isInstead = (place: ClinicPlace) => isInsteadAt(place, otherwise);
  await requireThere(tx, booking, { field: 'otherwise', isAt: isInstead });
  await requireThere(tx, booking, { field: 'officer', isAt: (place) => isOfficerAt(place, officer) });
}
