import { expect } from 'chai';
import type { types } from 'mediasoup';
import { lostSound, soundPassages } from '../../../sfu/quality/loss-estimator.ts';

function consumer(paused: boolean, producerPaused: boolean): types.Consumer {
  const stats = [
    { type: 'inbound-rtp', score: 10 },
    { type: 'outbound-rtp', fractionLost: 64 },
  ];
  return { paused, producerPaused, getStats: () => Promise.resolve(stats) } as unknown as types.Consumer;
}

describe('sound that is lost on the way out', () => {
  it('counts by whoever lost the most', () => {
    const sounds = [
      { scoreIn: 10, lostOut: 0.1 },
      { scoreIn: 9, lostOut: 0.3 },
    ];
    expect(lostSound(sounds)).to.equal(0.3);
  });

  it('counts for nothing where it came with holes, and is nothing where there is none', () => {
    expect(lostSound([{ scoreIn: 8, lostOut: 0.5 }])).to.equal(0);
    expect(lostSound([])).to.equal(0);
  });

  it('is read of what flows only', async () => {
    const heard = await soundPassages([consumer(false, false), consumer(true, false), consumer(false, true)]);
    expect(heard).to.deep.equal([{ scoreIn: 10, lostOut: 0.25 }]);
  });
});
