import { expect } from 'chai';
import type { CalendarWindow } from '../../../domain/rota/calendar.ts';
import { organisationId } from '../../../domain/ids.ts';
import { ThreadedCalendars } from '../../../server/calendar/calendars.ts';
import { refused } from '../../support/refused.ts';

const window: CalendarWindow = {
  organisationId: organisationId.parse('11111111-1111-4111-8111-111111111111'),
  from: new Date('2027-01-01T00:00:00Z'),
  until: new Date('2027-03-01T00:00:00Z'),
  most: 500,
};

const weekly = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:nights',
  'DTSTART;TZID=Europe/London:20270104T200000',
  'DTEND;TZID=Europe/London:20270105T080000',
  'RRULE:FREQ=WEEKLY;COUNT=4',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

describe('calendars, read in a thread', () => {
  it('are what they say, with times as dates', async () => {
    const { entries, unread } = await new ThreadedCalendars().read(weekly, window);
    expect(unread).to.deep.equal([]);
    expect(entries.map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([
      '2027-01-04T20:00:00.000Z',
      '2027-01-11T20:00:00.000Z',
      '2027-01-18T20:00:00.000Z',
      '2027-01-25T20:00:00.000Z',
    ]);
  });

  it('are refused with the reader’s own words when they are none', async () => {
    const answer = await refused(() => new ThreadedCalendars().read('hello', window));
    expect(answer).to.deep.equal({ code: 'invalid', message: 'body: this is not an iCalendar file' });
  });

  it('are given up after the time there is, and none waits for another for longer', async () => {
    const calendars = new ThreadedCalendars({ withinMs: 1 });
    const answers = await Promise.all([1, 2].map(() => refused(() => calendars.read(weekly, window))));
    for (const { code, message } of answers) {
      expect(code).to.equal('invalid');
      expect(message).to.match(/^body: this calendar takes too long to read/);
    }
  });

  it('take turns, and no more than a few wait', async () => {
    const calendars = new ThreadedCalendars();
    const asked = Array.from({ length: 6 }, () => calendars.read(weekly, window));
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).to.deep.equal([
      ...Array<string>(5).fill('fulfilled'),
      'rejected',
    ]);
    const [last] = settled.slice(-1);
    expect(last).to.have.nested.property('reason.code', 'too-many');
    expect((await calendars.read(weekly, window)).entries).to.have.length(4);
  });
});
