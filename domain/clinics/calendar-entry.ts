import type { BookingId, ClinicianId, PersonId } from '../ids.ts';
import type { MessagedBooking } from './message.ts';

/**
 * A booking as an entry of a calendar (RFC 5545, RFC 5546). It names the prison and the station, for the staff whose
 * calendar it is: no patient, no number, no service.
 */
export type BookingEntry = {
  /** The same for as long as there is the booking, whoever writes it and from which host. */
  readonly uid: string;
  /** Rises with each change, so that a calendar knows which of two is newer. */
  readonly sequence: number;
  readonly method: 'REQUEST' | 'CANCEL';
  /** Whose page staff open from their calendar; null in the calendar of a patient, who has no account. */
  readonly bookingId: BookingId | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly summary: string;
  readonly location: string;
  /** Whose calendar it is meant for; null where nobody is invited by it. */
  readonly attendee: string | null;
};

/** Writes an entry as a text of type `text/calendar`. */
export type BookingCalendars = { write(entry: BookingEntry, now: Date): string };

type Entered = Pick<
  MessagedBooking,
  'bookingId' | 'siteName' | 'stationName' | 'startsAt' | 'endsAt' | 'version'
>;

/** The entry of a booking: a cancelled one takes it out of the calendar again (A44). */
export function entryOf(
  booking: Entered,
  { cancelled, attendee = null }: { cancelled: boolean; attendee?: string | null },
): BookingEntry {
  const { bookingId, siteName, stationName, startsAt, endsAt, version } = booking;
  return {
    uid: `${bookingId}@bedside`,
    sequence: version - 1,
    method: cancelled ? 'CANCEL' : 'REQUEST',
    bookingId,
    startsAt,
    endsAt,
    summary: `Video clinic, ${siteName}, ${stationName}`,
    location: `${stationName}, ${siteName}`,
    attendee,
  };
}

/** The entry for a patient at home: it says neither which clinic nor with whom, and has no link, to no page of staff either. */
export function patientEntryOf(
  booking: Pick<Entered, 'bookingId' | 'startsAt' | 'endsAt' | 'version'>,
  invited: { cancelled: boolean; attendee: string | null },
): BookingEntry {
  const entry = entryOf({ ...booking, siteName: '', stationName: '' }, invited);
  return { ...entry, bookingId: null, summary: 'Video appointment', location: 'By the link in your message' };
}

/** The entry for its clinician; of a booking that a colleague has now it is taken out. */
export function entryFor(
  person: { personId: PersonId; email: string },
  booking: MessagedBooking,
): BookingEntry {
  const isTheirs = (clinicianId: ClinicianId) => clinicianId === person.personId;
  const cancelled = booking.state === 'cancelled' || !isTheirs(booking.clinicianId);
  return entryOf(booking, { cancelled, attendee: person.email });
}
