import { expect } from 'chai';
import { tmpdir } from 'node:os';
import { freeBytes, leastFreeBytes, requireSpace } from '../../../process/disk-space.ts';

describe('the space on a disk', () => {
  it('is what is left of it, and too little of it is told in words', async () => {
    expect(await freeBytes(tmpdir()))
      .to.be.a('number')
      .greaterThan(0);
    expect(() => {
      requireSpace(leastFreeBytes);
    }).not.to.throw();
    expect(() => {
      requireSpace(12_345_678);
    }).to.throw('the disk has 12 MB left');
  });
});
