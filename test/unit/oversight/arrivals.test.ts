import { expect } from 'chai';
import { averages } from '../../../domain/oversight/arrivals.ts';

describe('average arrivals', () => {
  it('are over the hours that there were, also where the clocks make one come twice', () => {
    const { byHour, byWeekday, byBoth } = averages([
      { weekday: 6, hour: 1, hours: 1, calls: 3 },
      { weekday: 7, hour: 1, hours: 2, calls: 4 },
    ]);
    expect(byHour[1]).to.equal(7 / 3);
    expect([byBoth[5]?.[1], byBoth[6]?.[1]]).to.deep.equal([3, 2]);
    expect([byWeekday[5], byWeekday[6]]).to.deep.equal([72, 48]);
  });

  it('are none where nothing was counted, and unknown where no such hour has come', () => {
    const { byHour, byWeekday, byBoth } = averages([]);
    expect(byHour).to.deep.equal(Array<number>(24).fill(0));
    expect(byWeekday).to.deep.equal(Array<number>(7).fill(0));
    expect(byBoth[6]?.[23]).to.equal(null);
  });
});
