import { expect } from 'chai';
import fc from 'fast-check';
import { dayOverAt, timesOfNow } from '../../../domain/clinics/clinic-day.ts';

const over = (startsAt: string) => dayOverAt({ startsAt: new Date(startsAt) }).toISOString();

describe('the day of a booking', () => {
  it('is over at midnight by the clock of London, and not before six hours after its time', () => {
    expect(over('2026-12-01T09:00:00Z')).to.equal('2026-12-02T00:00:00.000Z');
    expect(over('2026-12-01T18:00:00Z')).to.equal('2026-12-02T00:00:00.000Z');
    expect(over('2026-12-01T23:50:00Z')).to.equal('2026-12-02T05:50:00.000Z');
    expect(over('2026-07-01T09:00:00Z')).to.equal('2026-07-01T23:00:00.000Z');
    // The night in which the clock goes forward has an hour less, and six hours are six hours.
    expect(over('2027-03-27T23:30:00Z')).to.equal('2027-03-28T05:30:00.000Z');
  });

  it('is of now from the day’s begin to its end, and for six hours either side of midnight', () => {
    const around = (now: string) => {
      const { from, until } = timesOfNow(new Date(now));
      return [from.toISOString(), until.toISOString()];
    };
    expect(around('2026-12-01T12:00:00Z')).to.deep.equal([
      '2026-12-01T00:00:00.000Z',
      '2026-12-02T00:00:00.000Z',
    ]);
    expect(around('2026-12-01T23:50:00Z')).to.deep.equal([
      '2026-12-01T00:00:00.000Z',
      '2026-12-02T05:50:00.000Z',
    ]);
    expect(around('2026-12-02T00:10:00Z')).to.deep.equal([
      '2026-12-01T18:10:00.001Z',
      '2026-12-03T00:00:00.000Z',
    ]);
  });

  it('is over for exactly those that are before the times of now', () => {
    const within = { min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true };
    const hours = fc.integer({ min: -72 * 3600, max: 72 * 3600 });
    fc.assert(
      fc.property(fc.date(within), hours, (now, seconds) => {
        const startsAt = new Date(now.getTime() + seconds * 1000);
        const isOver = dayOverAt({ startsAt }) <= now;
        expect(startsAt < timesOfNow(now).from).to.equal(isOver);
      }),
      { examples: [[new Date('2026-12-02T00:00:00Z'), -6 * 3600]] },
    );
  });
});
