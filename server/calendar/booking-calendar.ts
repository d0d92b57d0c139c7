import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { BookingCalendars, BookingEntry } from '../../domain/clinics/calendar-entry.ts';

/** Where bookings are read, and from whom invitations come; null where the service sends no e-mail. */
export type CalendarSender = { publicUrl: string; mailFrom: string | null };

/**
 * Bookings as iCalendar (RFC 5545, RFC 5546). Times are written as UTC instants: a single appointment needs no rules of a
 * zone, and no calendar can read them wrongly. With a zone, this library writes the wall time of the server (see ADR 28).
 */
export function bookingCalendars({ publicUrl, mailFrom }: CalendarSender): BookingCalendars {
  return {
    write: (entry, now) => {
      const calendar = ical({
        prodId: { company: 'Bedside', product: 'Clinics', language: 'EN' },
        method: ICalCalendarMethod[methodOf(entry, mailFrom)],
      });
      const event = calendar.createEvent({
        id: entry.uid,
        sequence: entry.sequence,
        stamp: now,
        start: entry.startsAt,
        end: entry.endsAt,
        summary: entry.summary,
        location: entry.location,
        ...(entry.bookingId !== null && { url: `${publicUrl}/clinics/bookings/${entry.bookingId}` }),
        status: entry.method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      });
      if (mailFrom !== null) event.organizer({ name: 'Bedside', email: mailFrom });
      addAttendee(event, entry);
      return calendar.toString();
    },
  };
}

/** A request needs an organiser (RFC 5546): without a sender there is none, and the entry is published. */
function methodOf({ method }: BookingEntry, mailFrom: string | null): BookingEntry['method'] | 'PUBLISH' {
  return method === 'REQUEST' && mailFrom === null ? 'PUBLISH' : method;
}

/** Nobody has to answer an invitation: whoever holds the clinic comes. */
function addAttendee(
  event: ReturnType<ReturnType<typeof ical>['createEvent']>,
  { attendee }: BookingEntry,
): void {
  if (attendee !== null) event.createAttendee({ email: attendee, rsvp: false });
}
