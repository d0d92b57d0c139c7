import { expect } from 'chai';
import {
  type MessagedBooking,
  type MessageFacts,
  messageKind,
  standingOf,
} from '../../../domain/clinics/message.ts';
import { messagePath, messageWords } from '../../../domain/clinics/message-words.ts';
import { textAgain } from '../../../domain/clinics/receipts.ts';
import type { BookingId, ClinicianId, StationId } from '../../../domain/ids.ts';

const bookingId = '019b0000-0000-7000-8000-000000000001' as BookingId;
const startsAt = new Date('2026-12-01T10:20:00Z');

function facts(change: Partial<MessageFacts> = {}): MessageFacts {
  return {
    kind: 'moved',
    side: 'prison',
    startsAt,
    endsAt: new Date('2026-12-01T17:00:00Z'),
    others: 0,
    siteName: 'HMP Thornbury',
    wings: null,
    byLink: false,
    newLink: false,
    sameTime: false,
    organisationName: 'Synthetic Hospital',
    bookings: 1,
    bookingId,
    ...change,
  };
}

function booking(change: Partial<MessagedBooking> = {}): MessagedBooking {
  return {
    bookingId,
    clinicianId: 'the-clinician' as ClinicianId,
    siteName: 'HMP Thornbury',
    stationId: 'the-station' as StationId,
    stationName: 'Health centre',
    startsAt,
    endsAt: new Date('2026-12-01T10:40:00Z'),
    beginsAt: new Date('2026-12-01T09:50:00Z'),
    state: 'booked',
    version: 3,
    ...change,
  };
}

describe('the words of a message about a clinic', () => {
  it('name the prison, the day and the time, and where to read more', () => {
    const said = (change: Partial<MessageFacts>) => messageWords(facts(change)).text;
    const where = 'at HMP Thornbury on Tuesday 1 December at 10:20';
    const more = 'Open Bedside for details.';
    expect(said({ kind: 'booked' })).to.equal(`A video clinic booking ${where} was made. ${more}`);
    expect(said({ kind: 'moved' })).to.equal(
      `A video clinic booking at HMP Thornbury was moved. It is now on Tuesday 1 December at 10:20. ${more}`,
    );
    expect(said({ kind: 'cancelled' })).to.equal(`A video clinic booking ${where} was cancelled. ${more}`);
    expect(said({ kind: 'reminder' })).to.equal(`There is a video clinic booking ${where}. ${more}`);
    expect(said({ kind: 'stopped', bookings: 9 })).to.equal(
      `Movements at HMP Thornbury are stopped, in the whole prison, on Tuesday 1 December from 10:20 until 17:00. 9 video clinic bookings were cancelled and must be booked again. ${more}`,
    );
    expect(said({ kind: 'stopped', wings: ['B'] })).to.contain(
      'at HMP Thornbury are stopped on wing B on Tuesday',
    );
    const wings = ['A', 'B', 'HEALTHCARE'];
    expect(said({ kind: 'stopped', wings })).to.contain(
      'are stopped on wings A, B and HEALTHCARE on Tuesday',
    );
    expect(said({ kind: 'restored', bookings: 6, others: 3 })).to.equal(
      `The stop of movements at HMP Thornbury was lifted. 6 video clinic bookings are back at their old time, 3 must be booked again. ${more}`,
    );
    expect(said({ kind: 'restored', bookings: 1 })).to.equal(
      `The stop of movements at HMP Thornbury was lifted. 1 video clinic booking is back at its old time. ${more}`,
    );
    expect(said({ kind: 'session-cancelled', side: 'clinician' })).to.equal(
      `Your video clinic on Tuesday 1 December at 10:20 was cancelled. ${more}`,
    );
    expect(said({ kind: 'session-cancelled', bookings: 2 })).to.equal(
      `A video clinic on Tuesday 1 December at 10:20 was cancelled. 2 video clinic bookings at HMP Thornbury were cancelled with it. ${more}`,
    );
    expect(said({ kind: 'prison-not-set-up', startsAt: null, endsAt: null, bookings: 0 })).to.equal(
      `Nobody has said which stations at HMP Thornbury are meant for clinics. No clinic can be booked at a station before that. ${more}`,
    );
  });

  it('have a subject of their own for each kind', () => {
    const subjects = messageKind.options.map((kind) => messageWords(facts({ kind })).subject);
    expect(new Set(subjects).size).to.equal(8);
  });

  it('lead to the booking, or to the lists where there are several', () => {
    expect(messagePath(facts())).to.equal(`/clinics/bookings/${bookingId}`);
    expect(messagePath(facts({ kind: 'stopped', bookingId: null }))).to.equal('/clinics');
    expect(messagePath(facts({ kind: 'prison-not-set-up', bookingId: null }))).to.equal('/admin');
  });
});

describe('whether a message is still needed', () => {
  const early = new Date('2026-11-30T10:00:00Z');
  const stands = (kind: MessageFacts['kind'], change: Partial<MessagedBooking> = {}, now = early) =>
    standingOf(facts({ kind }), { booking: booking(change), now });

  it('is so while the time holds that it names', () => {
    expect(stands('booked')).to.equal('wanted');
    expect(stands('reminder', { startsAt: new Date('2026-12-01T11:00:00Z') })).to.equal('not-needed');
    expect(stands('moved', { state: 'cancelled' })).to.equal('not-needed');
    expect(stands('cancelled', { state: 'cancelled' })).to.equal('wanted');
    expect(stands('cancelled')).to.equal('not-needed');
  });

  it('is over once the appointment has begun, for what is about one', () => {
    const begun = new Date('2026-12-01T09:50:00Z');
    expect(stands('reminder', {}, begun)).to.equal('too-late');
    expect(stands('cancelled', { state: 'cancelled' }, begun)).to.equal('too-late');
    expect(stands('stopped', {}, begun)).to.equal('wanted');
    expect(standingOf(facts({ kind: 'prison-not-set-up' }), { booking: null, now: begun })).to.equal(
      'wanted',
    );
  });

  it('HAZ-35 goes on for a new link until the day is over, also while the visit runs', () => {
    const newLink = facts({ kind: 'booked', side: 'patient', newLink: true });
    const stands = (change: Partial<MessagedBooking>, now: string) =>
      standingOf(newLink, { booking: booking(change), now: new Date(now) });
    expect(stands({}, '2026-12-01T10:45:00Z')).to.equal('wanted');
    expect(stands({ state: 'running' }, '2026-12-01T10:45:00Z')).to.equal('wanted');
    expect(stands({}, '2026-12-02T00:00:00Z')).to.equal('too-late');
    expect(stands({ state: 'cancelled' }, '2026-12-01T10:00:00Z')).to.equal('not-needed');
  });
});

describe('a text that the network could not deliver', () => {
  const now = new Date('2026-12-01T10:00:00Z');
  const minutes = ({ at }: { at: Date }) => (at.getTime() - now.getTime()) / 60_000;

  it('A43 is sent again later each time, and is late after the third', () => {
    const tries = [1, 2, 3, 4, 9].map((attempts) => textAgain({ attempts, texts: attempts, now }));
    expect(tries.map(minutes)).to.deep.equal([1, 5, 15, 30, 30]);
    expect(tries.map(({ late }) => late)).to.deep.equal([false, false, false, true, true]);
  });

  it('A43 waits an hour once the network has had twenty of the same for that number', () => {
    expect(minutes(textAgain({ attempts: 1, texts: 19, now }))).to.equal(1);
    expect(minutes(textAgain({ attempts: 1, texts: 20, now }))).to.equal(60);
  });
});
