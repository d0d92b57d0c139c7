import { expect } from 'chai';
import {
  addDays,
  instantOf,
  instantsOf,
  mondayOf,
  startOfDay,
  timesInWords,
  wallTimeOf,
} from '../../../domain/rota/wall-clock.ts';

const iso = (instants: readonly Date[]) => instants.map((instant) => instant.toISOString());

describe('the clock on the wall in London', () => {
  it('is an hour ahead of UTC in summer and with it in winter', () => {
    expect(wallTimeOf(new Date('2026-07-01T08:00:00Z'))).to.equal('2026-07-01T09:00');
    expect(wallTimeOf(new Date('2026-12-01T08:00:00Z'))).to.equal('2026-12-01T08:00');
    expect(iso(instantsOf('2026-07-01T00:00'))).to.deep.equal(['2026-06-30T23:00:00.000Z']);
  });

  it('shows the hour after one o’clock twice on 25 October 2026, and means the first', () => {
    expect(iso(instantsOf('2026-10-25T01:30'))).to.deep.equal([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
    expect(instantOf('2026-10-25T01:30').toISOString()).to.equal('2026-10-25T00:30:00.000Z');
    expect(iso(instantsOf('2026-10-25T02:00'))).to.deep.equal(['2026-10-25T02:00:00.000Z']);
    expect(iso(instantsOf('2026-10-25T00:59'))).to.deep.equal(['2026-10-24T23:59:00.000Z']);
  });

  it('never shows the hour after one o’clock on 28 March 2027, and goes on behind it', () => {
    expect(instantsOf('2027-03-28T01:30')).to.deep.equal([]);
    expect(wallTimeOf(instantOf('2027-03-28T01:30'))).to.equal('2027-03-28T02:30');
    expect(iso(instantsOf('2027-03-28T02:00'))).to.deep.equal(['2027-03-28T01:00:00.000Z']);
  });

  it('has days of 25 and of 23 hours', () => {
    const hoursOf = (date: string) =>
      (startOfDay(addDays(date, 1)).getTime() - startOfDay(date).getTime()) / 3_600_000;
    expect(hoursOf('2026-10-25')).to.equal(25);
    expect(hoursOf('2027-03-28')).to.equal(23);
    expect(hoursOf('2026-11-23')).to.equal(24);
  });

  it('reads other zones too', () => {
    expect(instantOf('2026-11-23T09:00', 'Europe/Paris').toISOString()).to.equal('2026-11-23T08:00:00.000Z');
  });

  it('finds Mondays and says times in words', () => {
    expect(mondayOf('2026-11-29')).to.equal('2026-11-23');
    expect(mondayOf('2026-11-23')).to.equal('2026-11-23');
    const night = { startsAt: instantOf('2026-11-23T20:00'), endsAt: instantOf('2026-11-24T08:00') };
    expect(timesInWords(night)).to.equal('Mon 23 Nov 2026, 20:00 to Tue 24 Nov 2026, 08:00');
    expect(timesInWords({ ...night, endsAt: instantOf('2026-11-23T22:00') })).to.equal(
      'Mon 23 Nov 2026, 20:00 to 22:00',
    );
  });
});
