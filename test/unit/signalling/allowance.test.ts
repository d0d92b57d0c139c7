import { expect } from 'chai';
import { Allowance } from '../../../signalling/commands/allowance.ts';

describe('an allowance', () => {
  it('gives so many in so long to each key, and more once time has passed', () => {
    let at = 0;
    const allowance = new Allowance<string>({ most: 2, withinMs: 100, now: () => at });
    expect([allowance.take('a'), allowance.take('a'), allowance.take('a')]).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(allowance.take('b')).to.equal(true);
    at = 99;
    expect(allowance.take('a')).to.equal(false);
    at = 100;
    expect([allowance.take('a'), allowance.take('a'), allowance.take('a')]).to.deep.equal([
      true,
      true,
      false,
    ]);
  });

  it('does not count what it has refused', () => {
    let at = 0;
    const allowance = new Allowance<string>({ most: 1, withinMs: 100, now: () => at });
    allowance.take('a');
    at = 90;
    expect(allowance.take('a')).to.equal(false);
    at = 110;
    expect(allowance.take('a')).to.equal(true);
  });
});
