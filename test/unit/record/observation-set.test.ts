import { expect } from 'chai';
import type { News2Observations } from '../../../domain/record/news2.ts';
import {
  isStale,
  isTooYoung,
  observedValues,
  scoreOf,
  staleAfterMinutes,
  totalOf,
} from '../../../domain/record/observation-set.ts';
import { illValues, wellValues } from '../../support/residents.ts';

const none: News2Observations = {
  respiration: null,
  spo2: null,
  oxygen: null,
  systolic: null,
  pulse: null,
  consciousness: null,
  temperature: null,
};

const stale = (values: News2Observations) => staleAfterMinutes(scoreOf({ values, scale: 1 }));

describe('a set of observations', () => {
  it('is due again by the least monitoring of chart 4, sooner the higher it scores', () => {
    expect(stale(wellValues)).to.equal(720);
    expect(stale({ ...wellValues, pulse: 95 })).to.equal(240);
    expect(stale({ ...wellValues, consciousness: 'C' })).to.equal(60);
    expect(stale({ ...wellValues, respiration: 22, systolic: 95, pulse: 95 })).to.equal(60);
    expect(stale(illValues)).to.equal(15);
  });

  it('that is not complete is not taken for a low score', () => {
    expect(stale({ ...wellValues, temperature: null })).to.equal(240);
    expect(totalOf({ values: { ...wellValues, temperature: null }, scale: 1 })).to.equal(null);
    expect(totalOf({ values: wellValues, scale: 1 })).to.equal(0);
  });

  it('is old when that time is over, and not before (HAZ-37)', () => {
    const takenAt = '2026-11-30T04:00:00.000Z';
    const set = { values: illValues, scale: 1 as const, takenAt };
    expect(isStale(set, Date.parse('2026-11-30T04:15:00.000Z'))).to.equal(false);
    expect(isStale(set, Date.parse('2026-11-30T04:15:00.001Z'))).to.equal(true);
  });

  it('is not scored for people under 16', () => {
    expect(isTooYoung('2010-12-01', '2026-11-30')).to.equal(true);
    expect(isTooYoung('2010-11-30', '2026-11-30')).to.equal(false);
    expect(isTooYoung(null, '2026-11-30')).to.equal(false);
  });

  it('is refused with a value that cannot be, a fraction of a count, or nothing at all', () => {
    const paths = (values: News2Observations) =>
      (observedValues.safeParse(values).error?.issues ?? []).map(({ path }) => path.join('.'));
    expect(paths(wellValues)).to.deep.equal([]);
    expect(paths({ ...wellValues, temperature: 98.6 })).to.deep.equal(['temperature']);
    expect(paths({ ...wellValues, temperature: 37.55 })).to.deep.equal(['temperature']);
    expect(paths({ ...wellValues, pulse: 80.5, respiration: 0 })).to.deep.equal(['respiration', 'pulse']);
    expect(paths(none)).to.deep.equal(['']);
  });
});
