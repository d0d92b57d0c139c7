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

function calendarOf(...event: string[]): string {
  const lines = ['BEGIN:VEVENT', 'UID:nights', ...event, 'END:VEVENT'];
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

const weekly = calendarOf(
  'DTSTART;TZID=Europe/London:20270104T200000',
  'DTEND;TZID=Europe/London:20270105T080000',
  'RRULE:FREQ=WEEKLY;COUNT=4',
);

describe('calendars, read in a thread', () => {
  const calendars = new ThreadedCalendars();

  it('are what they say, with times as dates', async () => {
    const { entries, unread } = await calendars.read(weekly, window);
    expect(unread).to.deep.equal([]);
    expect(entries.map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([
      '2027-01-04T20:00:00.000Z',
      '2027-01-11T20:00:00.000Z',
      '2027-01-18T20:00:00.000Z',
      '2027-01-25T20:00:00.000Z',
    ]);
  });

  it('begin in an hour that the clock skips or repeats when RFC 5545 says so, which ical.js does not', async () => {
    const year = { ...window, until: new Date('2028-01-01T00:00:00Z') };
    const starts = [];
    for (const wall of ['20270328T013000', '20271031T013000']) {
      const event = calendarOf(`DTSTART;TZID=Europe/London:${wall}`, 'DURATION:PT8H');
      const { entries } = await calendars.read(event, year);
      starts.push(entries[0]?.startsAt.toISOString());
    }
    expect(starts).to.deep.equal(['2027-03-28T01:30:00.000Z', '2027-10-31T00:30:00.000Z']);
  });

  it('end at the same time by the clock every day, over a change of the clock too', async () => {
    const nights = calendarOf(
      'DTSTART;TZID=Europe/London:20270326T200000',
      'DURATION:PT12H',
      'RRULE:FREQ=DAILY;COUNT=3',
    );
    const { entries } = await calendars.read(nights, { ...window, until: new Date('2027-05-01T00:00:00Z') });
    expect(entries.map(({ endsAt }) => endsAt.toISOString())).to.deep.equal([
      '2027-03-27T08:00:00.000Z',
      '2027-03-28T07:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
    ]);
  });

  it('have every date that is added to a series, and the first one too, which ical.js leaves out without a rule', async () => {
    const zone = 'TZID=Europe/London';
    const shift = [`DTSTART;${zone}:20270104T200000`, `DTEND;${zone}:20270105T080000`];
    const added = `RDATE;${zone}:20270106T200000,20270108T200000`;
    const daysOf = async (...lines: string[]) => {
      const { entries, unread } = await calendars.read(calendarOf(...shift, ...lines), window);
      expect(unread).to.deep.equal([]);
      expect(entries.map(({ startsAt, endsAt }) => endsAt.getTime() - startsAt.getTime())).to.deep.equal(
        entries.map(() => 12 * 3_600_000),
      );
      return entries.map(({ startsAt }) => startsAt.getUTCDate());
    };
    expect(await daysOf(added)).to.deep.equal([4, 6, 8]);
    expect(await daysOf(`RDATE;${zone}:20270104T200000,20270106T200000`)).to.deep.equal([4, 6]);
    expect(await daysOf('RRULE:FREQ=WEEKLY;COUNT=2', added)).to.deep.equal([4, 6, 8, 11]);
    expect(await daysOf(added, `EXDATE;${zone}:20270104T200000`)).to.deep.equal([6, 8]);
  });

  it('are refused with the reader’s own words when they are none', async () => {
    const answer = await refused(() => calendars.read('hello', window));
    expect(answer).to.deep.equal({ code: 'invalid', message: 'body: this is not an iCalendar file' });
  });

  it('are given up after the time there is, and none waits for another for longer', async () => {
    const hasty = new ThreadedCalendars({ withinMs: 1 });
    // Nobody reads so many in a millisecond; four of them are sometimes read in one.
    const events = Array.from({ length: 5000 }, (_, n) => weekly.replace('UID:nights', `UID:nights-${n}`));
    const long = events.join('').replaceAll('END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n', '');
    const answers = await Promise.all([1, 2].map(() => refused(() => hasty.read(long, window))));
    for (const { code, message } of answers) {
      expect(code).to.equal('invalid');
      expect(message).to.match(/^body: this calendar takes too long to read/);
    }
  });

  it('take turns, and no more than a few wait', async () => {
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
