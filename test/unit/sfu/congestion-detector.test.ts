import { expect } from 'chai';
import { CongestionDetector } from '../../../sfu/quality/congestion-detector.ts';

const lost = { scoreIn: 10, lostOut: 0.4 };
const fine = { scoreIn: 10, lostOut: 0.01 };
const holes = { scoreIn: 5, lostOut: 0.4 };

/** Looks at which the estimate stood still, and so many more packets of pictures had been sent each time. */
function samples(starvation: CongestionDetector, each: number, sounds: readonly (typeof lost)[]): boolean[] {
  return [1, 2, 3].map((n) => starvation.estimateStood({ picturePacketsSent: n * each, sounds }));
}

describe('a starved downlink', () => {
  it('is one whose estimate stands still although pictures are sent, while sound is lost', () => {
    expect(samples(new CongestionDetector(), 100, [fine, lost])).to.deep.equal([false, true, true]);
  });

  it('is none where the sound arrives: an estimate may stand still because all is well', () => {
    expect(samples(new CongestionDetector(), 100, [fine])).to.deep.equal([false, false, false]);
  });

  it('is none where no pictures are sent: their sender is cut off', () => {
    expect(samples(new CongestionDetector(), 0, [lost])).to.deep.equal([false, false, false]);
  });

  it('is none where the sound came with holes: the sender’s line is bad', () => {
    expect(samples(new CongestionDetector(), 100, [holes])).to.deep.equal([false, false, false]);
  });

  it('is judged anew once the estimate has moved', () => {
    const starvation = new CongestionDetector();
    samples(starvation, 100, [lost]);
    starvation.estimateMoved();
    expect(starvation.estimateStood({ picturePacketsSent: 9000, sounds: [lost] })).to.equal(false);
  });
});
