import { expect } from 'chai';
import { reminderDue, reminderOf, remindsUntil } from '../../../domain/clinics/reminders.ts';
import { instantOf, type WallTime } from '../../../domain/rota/wall-clock.ts';

const london = (wall: WallTime) => instantOf(wall);
const isoOf = (wall: WallTime) => reminderOf({ startsAt: london(wall) }).toISOString();

describe('when prison healthcare is reminded of a booking', () => {
  it('A42 is at ten on the day before, of a day in the week', () => {
    expect(isoOf('2026-12-02T10:20')).to.equal('2026-12-01T10:00:00.000Z');
    expect(isoOf('2026-12-02T08:00')).to.equal('2026-12-01T10:00:00.000Z');
    expect(isoOf('2026-07-15T16:00')).to.equal('2026-07-14T09:00:00.000Z');
  });

  it('A42 is on the Friday for Saturday, Sunday and Monday', () => {
    for (const day of ['2026-12-05', '2026-12-06', '2026-12-07']) {
      expect(isoOf(`${day}T10:20`), day).to.equal('2026-12-04T10:00:00.000Z');
    }
  });

  it('A42 is before the bank holidays for the day after them', () => {
    // Christmas Day is a Friday, and the Monday stands for Boxing Day.
    expect(isoOf('2026-12-29T10:20')).to.equal('2026-12-24T10:00:00.000Z');
    expect(isoOf('2026-12-25T10:20')).to.equal('2026-12-24T10:00:00.000Z');
    // Good Friday and Easter Monday.
    expect(isoOf('2027-03-30T10:20')).to.equal('2027-03-25T10:00:00.000Z');
    expect(isoOf('2027-03-26T10:20')).to.equal('2027-03-25T10:00:00.000Z');
  });

  it('A19 is ten by the clock on the wall over both changes of it', () => {
    // 2027-03-28 is Easter Sunday: the last working day before is the Thursday, in winter time.
    expect(isoOf('2027-03-28T10:20')).to.equal('2027-03-25T10:00:00.000Z');
    expect(isoOf('2027-03-31T10:20')).to.equal('2027-03-30T09:00:00.000Z');
    // The clocks go back on the Sunday: Friday is in summer time, and Monday’s booking is not.
    expect(isoOf('2027-10-31T10:20')).to.equal('2027-10-29T09:00:00.000Z');
    expect(isoOf('2027-11-01T10:20')).to.equal('2027-10-29T09:00:00.000Z');
    expect(isoOf('2027-11-02T10:20')).to.equal('2027-11-01T10:00:00.000Z');
  });

  it('A42 looks no further than to the end of the next working day, and from ten on', () => {
    const until = (wall: WallTime) => remindsUntil(london(wall)).toISOString();
    // A Tuesday, before and from ten on.
    expect(until('2026-12-01T09:59')).to.equal('2026-12-02T00:00:00.000Z');
    expect(until('2026-12-01T10:00')).to.equal('2026-12-03T00:00:00.000Z');
    // A Friday, and the weekend after it.
    expect(until('2026-12-04T10:00')).to.equal('2026-12-08T00:00:00.000Z');
    expect(until('2026-12-06T03:00')).to.equal('2026-12-08T00:00:00.000Z');
  });
});

describe('what becomes of a reminder', () => {
  const booked = { startsAt: london('2026-12-07T10:20'), beginsAt: london('2026-12-07T09:50') };
  const due = (timed: WallTime, now: WallTime) =>
    reminderDue({ ...booked, timedAt: london(timed) }, london(now));

  it('A41 is sent from its moment on, late too, until the appointment begins', () => {
    expect(due('2026-12-01T12:00', '2026-12-04T09:59')).to.equal('not-yet');
    expect(due('2026-12-01T12:00', '2026-12-04T10:00')).to.equal('send');
    expect(due('2026-12-01T12:00', '2026-12-04T13:00')).to.equal('send');
    expect(due('2026-12-01T12:00', '2026-12-07T09:49')).to.equal('send');
    expect(due('2026-12-01T12:00', '2026-12-07T09:50')).to.equal('too-late');
  });

  it('A42 is not needed for what was booked or moved after its moment', () => {
    expect(due('2026-12-04T10:00', '2026-12-04T10:01')).to.equal('not-needed');
    expect(due('2026-12-06T12:00', '2026-12-07T11:00')).to.equal('not-needed');
    expect(due('2026-12-04T09:59', '2026-12-04T10:01')).to.equal('send');
  });
});
