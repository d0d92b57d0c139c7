import { expect } from 'chai';
import type { CallCard } from '../../../domain/calls/wire.ts';
import { concernWords } from '../../../web/src/clinician/clinician-words.ts';

describe('what staff are worried about, as it rings', () => {
  const none: CallCard['details'] = {
    ...{
      patientId: null,
      staffName: null,
      patientName: null,
      dateOfBirth: null,
      nhsNumber: null,
      concern: null,
    },
  };
  const answer = { version: 1, side: 'station', byName: 'Rose House', at: '2026-11-30T03:00:00Z' } as const;
  const fell = { ...answer, linkId: 'situation.concern', value: 'Fell in the bath', ofAnother: false };

  it('is what the details say, else what the SBARD says', () => {
    expect(concernWords({ details: { ...none, concern: 'Breathless' }, sbard: [fell] })).to.equal(
      'Breathless',
    );
    expect(concernWords({ details: none, sbard: [fell] })).to.equal('Fell in the bath');
  });

  it('is never what was written of another resident, or another answer', () => {
    const words = 'No concern has been typed yet.';
    expect(concernWords({ details: none, sbard: [{ ...fell, ofAnother: true }] })).to.equal(words);
    expect(concernWords({ details: none, sbard: [{ ...fell, linkId: 'background.history' }] })).to.equal(
      words,
    );
    expect(concernWords({ details: none, sbard: [{ ...fell, value: null }] })).to.equal(words);
  });
});
