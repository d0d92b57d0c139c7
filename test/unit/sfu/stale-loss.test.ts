import { expect } from 'chai';
import { type Ladder, newLadder, takeSample } from '../../../domain/rooms/picture-ladder.ts';
import { StaleLoss } from '../../../sfu/stale-loss.ts';

describe('loss that was measured when pictures still flowed', () => {
  const measured = { availableBps: 1_124_000, loss: 0.124 };
  const takes = (stale: StaleLoss, times: number, estimate = measured, flow = false) =>
    Array.from({ length: times }, () => stale.take(estimate, flow)).at(-1);

  it('counts for ten looks after the last picture, and then no more', () => {
    const stale = new StaleLoss();
    expect(takes(stale, 10)).to.equal(0.124);
    expect(takes(stale, 1)).to.equal(0);
  });

  it('counts again once either figure has moved', () => {
    for (const moved of [{ availableBps: 1_124_001 }, { loss: 0.2 }]) {
      const stale = new StaleLoss();
      takes(stale, 20);
      const now = { ...measured, ...moved };
      expect(takes(stale, 10, now)).to.equal(now.loss);
    }
  });

  it('does not count before something new has been measured, though a picture is on its way again', () => {
    const stale = new StaleLoss();
    takes(stale, 20);
    expect(takes(stale, 3, measured, true)).to.equal(0);
    expect(takes(stale, 1, { ...measured, loss: 0.01 }, true)).to.equal(0.01);
    expect(takes(stale, 20, { ...measured, loss: 0.01 }, true)).to.equal(0.01);
  });

  it('counts always while pictures flow', () => {
    expect(takes(new StaleLoss(), 100, measured, true)).to.equal(0.124);
  });

  it('does not keep nine pictures away for ever from a line that carries them', () => {
    const rungs = (count: (estimate: typeof measured, flow: boolean) => number) => {
      let ladder: Ladder = newLadder();
      const seen = new Set<string>();
      for (let look = 0; look < 300; look += 1) {
        const loss = count(measured, ladder.rung !== 'audio');
        ladder = takeSample(ladder, { ...measured, loss, pictures: 9 });
        if (look > 20) seen.add(ladder.rung);
      }
      return [...seen];
    };
    expect(rungs(({ loss }) => loss)).to.deep.equal(['audio']);
    const stale = new StaleLoss();
    expect(rungs((estimate, flow) => stale.take(estimate, flow))).to.include('still');
  });
});
