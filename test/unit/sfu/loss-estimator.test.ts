import { expect } from 'chai';
import type { PictureLevel } from '../../../domain/rooms/wire.ts';
import { LossEstimator } from '../../../sfu/quality/loss-estimator.ts';

type Sample = readonly [level: PictureLevel, measured: number, sound: number, packetsLost?: number];

/**
 * What counts at each look, where the worker has measured so much, so much of the sound is lost, and so many packets of
 * pictures have been lost from the beginning.
 */
async function counts(samples: readonly Sample[]): Promise<number[]> {
  const figure = new LossEstimator();
  const all: number[] = [];
  for (const [level, measured, sound, packetsLost = 0] of samples) {
    const lostSound = () => Promise.resolve(sound);
    const picturePacketsLost = () => Promise.resolve(packetsLost);
    all.push(await figure.now({ level, measured, lostSound, picturePacketsLost }));
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

  it('is the worker’s again once that has grown and pictures were lost: what was tried did not get through', async () => {
    const heard = await counts([
      ['audio', 0.3, 0, 12],
      ['audio', 0.32, 0, 12],
      ['still', 0.31, 0, 12],
      ['still', 0.31, 0, 12],
      ['still', 0.38, 0, 15],
      ['still', 0.36, 0, 15],
    ]);
    expect(heard).to.deep.equal([0, 0, 0, 0, 0.38, 0.36]);
  });

  it('is the worker’s also where the receiver reports the lost pictures a second later, or earlier', async () => {
    const before: Sample[] = [
      ['audio', 0.3, 0, 12],
      ['still', 0.3, 0, 12],
      ['still', 0.3, 0, 12],
    ];
    const later = await counts([...before, ['still', 0.38, 0, 12], ['still', 0.38, 0, 15]]);
    expect(later).to.deep.equal([0, 0, 0, 0, 0.38]);
    const earlier = await counts([...before, ['still', 0.3, 0, 15], ['still', 0.38, 0, 15]]);
    expect(earlier).to.deep.equal([0, 0, 0, 0, 0.38]);
  });

  it('goes on to be that of the sound where the worker’s grows and every picture arrives', async () => {
    const heard = await counts([
      ['audio', 0.44, 0, 14],
      // The receiver reports what was lost before the pause with the first picture after it.
      ['still', 0.45, 0, 61],
      ['still', 0.45, 0, 62],
      ['still', 0.45, 0, 62],
      ['still', 0.45, 0, 62],
      ['still', 0.43, 0, 62],
      ['still', 0.5, 0, 62],
      ['still', 0.52, 0, 62],
    ]);
    expect(heard).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0]);
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
