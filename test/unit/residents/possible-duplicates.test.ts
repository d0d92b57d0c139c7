import { expect } from 'chai';
import { likeSomebody } from '../../../domain/residents/possible-duplicates.ts';

const edith = { name: 'Edith Synthetic', dateOfBirth: '1938-05-02', nhsNumber: '9990000018' };

describe('who may be the same resident', () => {
  it('has the same name, however it is written, or the same date of birth', () => {
    const unnumbered = { ...edith, nhsNumber: null };
    expect(
      likeSomebody(edith, { ...unnumbered, name: 'SYNTHETIC, Édith', dateOfBirth: '1900-01-01' }),
    ).to.equal(true);
    expect(likeSomebody(edith, { ...unnumbered, name: 'Somebody Else' })).to.equal(true);
    expect(likeSomebody(edith, { ...unnumbered, name: 'Edith', dateOfBirth: '1900-01-01' })).to.equal(false);
  });

  it('is somebody else with another NHS number, also as a twin of the same name', () => {
    expect(likeSomebody(edith, { ...edith, nhsNumber: '9990000026' })).to.equal(false);
  });
});
