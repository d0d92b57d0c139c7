import { expect } from 'chai';
import type { PictureRung } from '../../../domain/contract/media.ts';
import { bpsToHold } from '../../../domain/rooms/picture-ladder.ts';
import { LineProbe } from '../../../sfu/line-probe.ts';
import { firstEstimateBps } from '../../../sfu/transports.ts';

/** The limits that a transport is given on its way through these rungs. */
async function limits(rungs: readonly PictureRung[], pictures = 2): Promise<number[]> {
  const given: number[] = [];
  const probe = new LineProbe({
    setMaxOutgoingBitrate: (bps) => {
      given.push(bps);
      return Promise.resolve();
    },
  });
  for (const rung of rungs) await probe.change(rung, pictures);
  return given;
}

describe('the probe of a line over which no picture flows', () => {
  it('leaves the line alone while pictures flow', async () => {
    expect(await limits(['low', 'still', 'full'])).to.deep.equal([]);
  });

  it('limits it without them, above what stills need, and lifts that once when they are tried again', async () => {
    const [limit = 0, ...then] = await limits(['audio', 'audio', 'still', 'low']);
    expect(limit).to.be.above(bpsToHold('still', 2));
    expect(then).to.deep.equal([0]);
  });

  it('limits a line with nine pictures to less than a transport begins with, or there would be nothing to lift', async () => {
    const [limit = 0] = await limits(['audio'], 9);
    expect(limit).to.be.within(bpsToHold('still', 9), firstEstimateBps - 1);
  });
});
