import { expect } from 'chai';
import fc from 'fast-check';
import {
  answeredWithin,
  cliniciansNeeded,
  erlangB,
  erlangC,
  type Staffing,
} from '../../../domain/oversight/erlang-c.ts';

/** Rates from a quiet night to a large hub; times from seconds to an hour. */
const staffing: fc.Arbitrary<Staffing> = fc.record({
  callsPerHour: fc.double({ min: 0.01, max: 500, noNaN: true }),
  handleSeconds: fc.double({ min: 10, max: 3600, noNaN: true }),
  targetSeconds: fc.double({ min: 0, max: 1200, noNaN: true }),
  targetShare: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});

/** A factor from 1 to 3. */
const more = fc.double({ min: 1, max: 3, noNaN: true });

describe('Erlang C against published values', () => {
  it('Mitan, “The Erlang-C formula”: 360 calls in half an hour, 4 minutes each, 55 agents', () => {
    expect(erlangC(55, 48)).to.be.closeTo(0.239, 0.0005);
    const share = answeredWithin(55, { callsPerHour: 720, handleSeconds: 240, targetSeconds: 15 });
    expect(share).to.be.closeTo(0.846, 0.0005);
  });

  it('Call Centre Helper, “Erlang C formula: a simple worked example”: 10 erlangs, 80 % in 20 s needs 14', () => {
    expect(erlangC(14, 10)).to.be.closeTo(0.174, 0.0005);
    const calls = { callsPerHour: 200, handleSeconds: 180, targetSeconds: 20 };
    expect(answeredWithin(14, calls)).to.be.closeTo(0.888, 0.0005);
    expect(cliniciansNeeded({ ...calls, targetShare: 0.8 })).to.equal(14);
  });

  it('one clinician is the queue M/M/1: the chance of waiting is the load (Kendall 1953)', () => {
    expect(erlangC(1, 0.6)).to.be.closeTo(0.6, 1e-12);
  });
});

describe('Erlang C at its edges', () => {
  it('nobody is needed when nobody calls', () => {
    const none = { callsPerHour: 0, handleSeconds: 600, targetSeconds: 20, targetShare: 0.9 };
    expect(cliniciansNeeded(none)).to.equal(0);
    expect(answeredWithin(0, none)).to.equal(1);
  });

  it('everybody waits when there is more to do than they can', () => {
    expect(erlangC(4, 4)).to.equal(1);
    const calls = { callsPerHour: 60, handleSeconds: 240, targetSeconds: 20 };
    expect(answeredWithin(4, calls)).to.equal(0);
  });

  it('stays a number where factorials and powers overflow', () => {
    expect(erlangB(10_000, 9900)).to.be.within(0, 1);
    expect(erlangC(10_000, 9900)).to.be.within(0, 1);
    const many = { callsPerHour: 59_400, handleSeconds: 600, targetSeconds: 20, targetShare: 0.9 };
    expect(cliniciansNeeded(many)).to.be.within(9901, 10_500);
  });
});

describe('how many clinicians are needed', () => {
  it('is the fewest that meet the target', () => {
    fc.assert(
      fc.property(staffing, (asked) => {
        const needed = cliniciansNeeded(asked);
        expect(answeredWithin(needed, asked)).to.be.at.least(asked.targetShare);
        expect(answeredWithin(needed - 1, asked)).to.be.below(asked.targetShare);
      }),
    );
  });

  it('never falls with more calls, longer calls or a higher share, nor rises with more time', () => {
    fc.assert(
      fc.property(staffing, more, (asked, by) => {
        const needed = cliniciansNeeded(asked);
        const share = Math.max(asked.targetShare, 1 - (1 - asked.targetShare) / by);
        expect(cliniciansNeeded({ ...asked, callsPerHour: asked.callsPerHour * by })).to.be.at.least(needed);
        expect(cliniciansNeeded({ ...asked, handleSeconds: asked.handleSeconds * by })).to.be.at.least(
          needed,
        );
        expect(cliniciansNeeded({ ...asked, targetShare: share })).to.be.at.least(needed);
        expect(cliniciansNeeded({ ...asked, targetSeconds: asked.targetSeconds * by })).to.be.at.most(needed);
      }),
    );
  });

  it('one more clinician never lets more calls wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 300, noNaN: true }),
        (n, load) => {
          expect(erlangC(n + 1, load)).to.be.at.most(erlangC(n, load));
        },
      ),
    );
  });
});
