import { expect } from 'chai';
import { StillTrial } from '../../../sfu/quality/still-trial.ts';

const sent = (packets: number) => () => Promise.resolve(packets);

describe('the trial of stills after a time without pictures', () => {
  it('is empty until the first packet of a picture has gone out, and never again', async () => {
    const trial = new StillTrial();
    trial.changed('audio', 'still', 40);
    const found = [];
    for (const packets of [40, 40, 41, 41, 0]) found.push(await trial.isEmpty(sent(packets)));
    expect(found).to.deep.equal([true, true, false, false, false]);
  });

  it('is none where stills come from better pictures, which have just measured the line', async () => {
    const trial = new StillTrial();
    trial.changed('low', 'still', 40);
    expect(await trial.isEmpty(sent(40))).to.equal(false);
  });

  it('ends with the stills', async () => {
    const trial = new StillTrial();
    trial.changed('audio', 'still', 40);
    trial.changed('still', 'audio', 40);
    expect(await trial.isEmpty(sent(40))).to.equal(false);
  });
});
