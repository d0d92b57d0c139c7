import { expect } from 'chai';
import { speechFile } from '../../../bench/loss/speech.ts';

const seconds = 5;
const headerBytes = 44;

describe('the speech of the bench of lossy lines', () => {
  it('is the same file every time, as long as was asked for', () => {
    const file = speechFile({ seconds, seed: 1 });
    expect(file.length).to.equal(headerBytes + seconds * 48_000 * 2);
    expect(file.readUInt32LE(40)).to.equal(file.length - headerBytes);
    expect(file.equals(speechFile({ seconds, seed: 1 })), 'again').to.equal(true);
    expect(file.equals(speechFile({ seconds, seed: 2 })), 'another seed').to.equal(false);
  });

  it('speaks most of the time, and pauses', () => {
    const file = speechFile({ seconds, seed: 1 });
    const spoken = [];
    for (let at = headerBytes; at + 1920 <= file.length; at += 1920) {
      let loudest = 0;
      for (let n = 0; n < 1920; n += 2) loudest = Math.max(loudest, Math.abs(file.readInt16LE(at + n)));
      spoken.push(loudest > 500);
    }
    const share = spoken.filter(Boolean).length / spoken.length;
    expect(share).to.be.within(0.5, 0.95);
  });
});
