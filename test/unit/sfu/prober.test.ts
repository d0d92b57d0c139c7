import { expect } from 'chai';
import type { PictureLevel } from '../../../domain/rooms/wire.ts';
import { bpsToSustain } from '../../../domain/rooms/downlink-policy.ts';
import { Prober } from '../../../sfu/quality/prober.ts';
import { firstEstimateBps } from '../../../sfu/workers/transports.ts';

/** What a transport is told on its way through these rungs. */
async function limits(levels: readonly PictureLevel[], pictures = 2) {
  const [most, least]: [number[], number[]] = [[], []];
  const probe = new Prober({
    setMaxOutgoingBitrate: (bps) => {
      most.push(bps);
      return Promise.resolve();
    },
    setMinOutgoingBitrate: (bps) => {
      least.push(bps);
      return Promise.resolve();
    },
  });
  for (const level of levels) await probe.change(level, pictures);
  return { most, least };
}

describe('the probe of a line over which no picture flows', () => {
  it('leaves the line alone while pictures flow', async () => {
    expect(await limits(['low', 'still', 'low', 'full'])).to.deep.equal({ most: [], least: [] });
  });

  it('limits it without them, above what stills need, and lifts that when they are tried again', async () => {
    const { most } = await limits(['audio', 'still', 'low']);
    const [limit = 0, ...then] = most;
    expect(limit).to.be.above(bpsToSustain('still', 2));
    expect(then).to.deep.equal([0]);
  });

  it('has stills let through while they are tried, and no longer', async () => {
    const needed = bpsToSustain('still', 2);
    for (const next of ['audio', 'low'] as const) {
      const [least = 0, ...then] = (await limits(['audio', 'still', next])).least;
      expect(least).to.be.at.least(needed);
      expect(then).to.deep.equal([0]);
    }
  });

  it('limits a line with nine pictures to less than a transport begins with, or there would be nothing to lift', async () => {
    const [limit = 0] = (await limits(['audio'], 9)).most;
    expect(limit).to.be.within(bpsToSustain('still', 9), firstEstimateBps - 1);
  });
});
