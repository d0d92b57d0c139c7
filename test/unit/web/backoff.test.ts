import { expect } from 'chai';
import { Backoff } from '../../../web/src/service/backoff.ts';

describe('the wait between attempts', () => {
  it('doubles up to its limit, with a spread of at most 30 per cent', () => {
    const backoff = new Backoff({ firstMs: 300, maxMs: 1000 });
    for (const full of [300, 600, 1000, 1000]) {
      expect(backoff.next()).to.be.within(full * 0.7, full);
    }
  });

  it('starts anew after a success', () => {
    const backoff = new Backoff({ firstMs: 300, maxMs: 1000 });
    backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.next()).to.be.at.most(300);
  });
});
