import { expect } from 'chai';
import { type CancelCode, cancelCodes } from '../../../domain/clinics/cancel-codes.ts';
import { cancelledWords } from '../../../web/src/clinics/prison-words.ts';

describe('why a booking was cancelled, in words', () => {
  it('is never a bare code', () => {
    for (const code of Object.keys(cancelCodes) as CancelCode[]) {
      const { cause } = cancelCodes[code];
      const at = '2026-11-30T09:00:00.000Z';
      const words = cancelledWords({ cancelled: { code, cause, text: null, at, late: false } });
      expect(words, code).to.match(/^[A-Z][a-z]* [a-z ]+$/);
    }
  });
});
