import { expect } from 'chai';
import { describedDetails } from '../../../domain/calls/wire.ts';
import { nhsNumber } from '../../../domain/nhs-number.ts';

describe('an NHS number', () => {
  it('is taken with or without spaces', () => {
    expect(nhsNumber.parse('999 000 0018')).to.equal('9990000018');
    expect(nhsNumber.parse('999-000-0018')).to.equal('9990000018');
  });

  for (const wrong of ['9990000019', '999000001', '99900000180', 'abcdefghij', '']) {
    it(`is refused as ${JSON.stringify(wrong)}`, () => {
      expect(nhsNumber.safeParse(wrong).success).to.equal(false);
    });
  }
});

describe('what staff say of a call', () => {
  it('may leave everything out, and clear a field with null', () => {
    expect(describedDetails.parse({ patientName: null })).to.deep.equal({ patientName: null });
    expect(describedDetails.parse({})).to.deep.equal({});
  });

  it('refuses a field that the contract does not name', () => {
    expect(describedDetails.safeParse({ diagnosis: 'x' }).success).to.equal(false);
  });

  it('is bounded', () => {
    expect(describedDetails.safeParse({ concern: 'x'.repeat(1001) }).success).to.equal(false);
  });
});
