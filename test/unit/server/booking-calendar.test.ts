import { expect } from 'chai';
import ical from 'ical.js';
import { sync as nodeIcal } from 'node-ical';
import { entryFor, entryOf, patientEntryOf } from '../../../domain/clinics/calendar-entry.ts';
import type { MessagedBooking } from '../../../domain/clinics/message.ts';
import type { BookingId, ClinicianId, OrganisationId, StationId } from '../../../domain/ids.ts';
import { bookingCalendars } from '../../../server/calendar/booking-calendar.ts';
import { readCalendar } from '../../../server/calendar/icalendar.ts';

const bookingId = '019b0000-0000-4000-8000-000000000001' as BookingId;
const clinician = { personId: 'c1' as ClinicianId, email: 'clinician@example.org' };
const now = new Date('2026-11-30T09:00:00Z');
const calendars = bookingCalendars({ publicUrl: 'https://bedside.example', mailFrom: 'bedside@example.org' });

function booking(change: Partial<MessagedBooking> = {}): MessagedBooking {
  return {
    bookingId,
    clinicianId: clinician.personId,
    siteName: 'HMP Thornbury',
    stationId: 's1' as StationId,
    stationName: 'Health centre',
    startsAt: new Date('2027-07-01T09:20:00Z'),
    endsAt: new Date('2027-07-01T09:40:00Z'),
    beginsAt: new Date('2027-07-01T08:50:00Z'),
    state: 'booked',
    version: 2,
    ...change,
  };
}

/** What two parsers of different people read; both must be of one mind before it counts. */
function readBack(text: string) {
  const calendar = new ical.Component(ical.parse(text) as unknown[]);
  const event = calendar.getFirstSubcomponent('vevent');
  if (event === null) throw new Error('no event');
  const value = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
  const timeOf = (name: string) =>
    (event.getFirstPropertyValue(name) as { toJSDate(): Date }).toJSDate().toISOString();
  const first = {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: value('uid'),
    sequence: Number(value('sequence')),
    status: value('status'),
    summary: value('summary'),
    starts: timeOf('dtstart'),
    ends: timeOf('dtend'),
  };
  const all = nodeIcal.parseICS(text);
  const other = Object.values(all).find((one) => one?.type === 'VEVENT');
  if (other?.type !== 'VEVENT') throw new Error('no event');
  const second = {
    method: other.method,
    uid: other.uid,
    sequence: Number(other.sequence),
    status: other.status,
    summary: other.summary,
    starts: other.start.toISOString(),
    ends: other.end?.toISOString(),
  };
  expect(second).to.deep.equal(first);
  return first;
}

describe('a booking as a calendar reads it', () => {
  it('A44 is a request with an id that stays, at its instants, without anything of the patient', () => {
    const text = calendars.write(entryFor(clinician, booking()), now);
    expect(readBack(text)).to.deep.equal({
      method: 'REQUEST',
      uid: `${bookingId}@bedside`,
      sequence: 1,
      status: 'CONFIRMED',
      summary: 'Video clinic, HMP Thornbury, Health centre',
      starts: '2027-07-01T09:20:00.000Z',
      ends: '2027-07-01T09:40:00.000Z',
    });
    expect(text).to.include('DTSTART:20270701T092000Z\r\n').and.to.include('DTEND:20270701T094000Z\r\n');
    expect(text).to.include('URL;VALUE=URI:https://bedside.example/clinics/bookings/');
    expect(text.replaceAll('\r\n ', '')).to.include('MAILTO:clinician@example.org');
    expect(text).not.to.match(/Dermatology|patient|NHS|A\d{4}[A-Z]{2}/i);
  });

  it('A44 has the same id and a higher sequence once it is moved, on both sides of the change of the clocks', () => {
    const moves = ['2027-03-27T09:20:00Z', '2027-03-28T08:20:00Z', '2027-10-31T09:20:00Z'].map((at, n) => {
      const startsAt = new Date(at);
      const endsAt = new Date(startsAt.getTime() + 20 * 60_000);
      return readBack(
        calendars.write(entryOf(booking({ startsAt, endsAt, version: n + 3 }), { cancelled: false }), now),
      );
    });
    expect(moves.map(({ uid }) => uid)).to.deep.equal(Array(3).fill(`${bookingId}@bedside`));
    expect(moves.map(({ sequence }) => sequence)).to.deep.equal([2, 3, 4]);
    expect(moves.map(({ starts }) => starts)).to.deep.equal([
      '2027-03-27T09:20:00.000Z',
      '2027-03-28T08:20:00.000Z',
      '2027-10-31T09:20:00.000Z',
    ]);
  });

  it('A44 is taken out of the calendar when it is cancelled, or a colleague has it', () => {
    const cancelled = readBack(
      calendars.write(entryFor(clinician, booking({ state: 'cancelled', version: 4 })), now),
    );
    expect(cancelled).to.include({
      method: 'CANCEL',
      status: 'CANCELLED',
      sequence: 3,
      uid: `${bookingId}@bedside`,
    });
    const passed = entryFor(clinician, booking({ clinicianId: 'c2' as ClinicianId, version: 3 }));
    expect(readBack(calendars.write(passed, now))).to.include({ method: 'CANCEL', status: 'CANCELLED' });
  });

  it('is read by the import of the rota, which leaves a cancelled one out', () => {
    const window = {
      organisationId: '019b0000-0000-4000-8000-000000000002' as OrganisationId,
      from: new Date('2027-06-01T00:00:00Z'),
      until: new Date('2027-08-01T00:00:00Z'),
      most: 10,
    };
    const read = readCalendar(calendars.write(entryFor(clinician, booking()), now), window);
    expect(read.unread).to.deep.equal([]);
    expect(read.entries.map(({ uid, startsAt }) => [uid, startsAt.toISOString()])).to.deep.equal([
      [`${bookingId}@bedside`, '2027-07-01T09:20:00.000Z'],
    ]);
    const cancelled = calendars.write(entryFor(clinician, booking({ state: 'cancelled' })), now);
    expect(readCalendar(cancelled, window).unread.map(({ why }) => why)).to.deep.equal(['cancelled']);
  });

  it('invites nobody in a file that somebody saves, and names no sender where no e-mail is sent', () => {
    const alone = bookingCalendars({ publicUrl: 'https://bedside.example', mailFrom: null });
    const text = alone.write(entryOf(booking(), { cancelled: false }), now);
    expect(text).not.to.include('ATTENDEE').and.not.to.include('ORGANIZER');
    expect(readBack(text)).to.include({ method: 'PUBLISH', sequence: 1 });
    const cancelled = alone.write(entryOf(booking(), { cancelled: true }), now);
    expect(readBack(cancelled)).to.include({ method: 'CANCEL', status: 'CANCELLED' });
  });

  it('has no page of staff and no link in the calendar of a patient at home, and who has sent it', () => {
    const entry = patientEntryOf(booking(), { cancelled: false, attendee: 'patient@example.org' });
    const text = calendars.write(entry, now).replaceAll('\r\n ', '');
    expect(readBack(text)).to.include({ method: 'REQUEST', summary: 'Video appointment' });
    expect(text)
      .to.include('mailto:bedside@example.org')
      .and.to.match(/^ORGANIZER/m);
    expect(text).not.to.match(/URL|https?:|\/clinics\//);
  });
});
