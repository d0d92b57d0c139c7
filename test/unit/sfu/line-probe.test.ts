import { expect } from 'chai';
import type { PictureRung } from '../../../domain/contract/media.ts';
import { bpsToHold } from '../../../domain/rooms/picture-ladder.ts';
import { LineProbe } from '../../../sfu/line-probe.ts';

/** The limits that a transport is given on its way through these rungs, with two pictures. */
async function limits(...rungs: PictureRung[]): Promise<number[]> {
  const given: number[] = [];
  const probe = new LineProbe({
    setMaxOutgoingBitrate: (bps) => {
      given.push(bps);
      return Promise.resolve();
    },
  });
  for (const rung of rungs) await probe.change(rung, 2);
  return given;
}

describe('the probe of a line over which no picture flows', () => {
  it('leaves the line alone while pictures flow', async () => {
    expect(await limits('low', 'still', 'full')).to.deep.equal([]);
  });

  it('limits it without them, above what stills need, and lifts that once when they are tried again', async () => {
    const [limit = 0, ...then] = await limits('audio', 'audio', 'still', 'low');
    expect(limit).to.be.above(bpsToHold('still', 2));
    expect(then).to.deep.equal([0]);
  });
});
