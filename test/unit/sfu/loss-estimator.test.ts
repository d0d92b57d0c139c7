import { expect } from 'chai';
import type { PictureLevel } from '../../../domain/rooms/wire.ts';
import { LossEstimator } from '../../../sfu/quality/loss-estimator.ts';

/** What counts at each look, where the worker has measured so much and so much of the sound is lost. */
async function counts(
  samples: readonly (readonly [rung: PictureLevel, measured: number, sound: number])[],
): Promise<number[]> {
  const figure = new LossEstimator();
  const all: number[] = [];
  for (const [level, measured, sound] of samples) {
    all.push(await figure.now({ level, measured, lostSound: () => Promise.resolve(sound) }));
  }
  return all;
}

describe('the share of packets that is lost on the way to a participant', () => {
  it('is what the worker measures while pictures flow, whatever the sound says', async () => {
    const heard = await counts([
      ['full', 0.3, 0],
      ['low', 0.1, 0.5],
    ]);
    expect(heard).to.deep.equal([0.3, 0.1]);
  });

  it('is what is lost of the sound where no picture flows: the worker’s figure stands still', async () => {
    const heard = await counts([
      ['audio', 0.3, 0.2],
      ['audio', 0.3, 0],
    ]);
    expect(heard).to.deep.equal([0.2, 0]);
  });

  it('goes on to be that of the sound until the worker’s has come down to it', async () => {
    const heard = await counts([
      ['audio', 0.3, 0],
      ['still', 0.3, 0],
      ['still', 0.25, 0.3],
      ['still', 0.2, 0],
    ]);
    expect(heard).to.deep.equal([0, 0, 0.3, 0.2]);
  });

  it('is the worker’s again once that has grown: what was tried was lost', async () => {
    const heard = await counts([
      ['audio', 0.3, 0],
      ['audio', 0.32, 0],
      ['still', 0.31, 0],
      ['still', 0.31, 0],
      ['still', 0.38, 0],
      ['still', 0.36, 0],
    ]);
    expect(heard).to.deep.equal([0, 0, 0, 0, 0.38, 0.36]);
  });

  it('is not what was lost before the time without pictures and is noticed with the first report after it', async () => {
    const heard = await counts([
      ['audio', 0.2, 0],
      ['still', 0.25, 0],
      ['still', 0.3, 0],
      ['still', 0.27, 0],
    ]);
    expect(heard).to.deep.equal([0, 0, 0, 0]);
  });

  it('is never taken from the time before again, also on the way down', async () => {
    const heard = await counts([
      ['audio', 0.3, 0],
      ['still', 0.01, 0],
      ['low', 0.2, 0.1],
      ['audio', 0.2, 0],
      ['still', 0.2, 0],
    ]);
    expect(heard).to.deep.equal([0, 0, 0.2, 0, 0]);
  });
});
