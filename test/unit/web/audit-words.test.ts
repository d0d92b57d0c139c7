import { expect } from 'chai';
import { actionWords, detailWords } from '../../../web/src/admin/audit-words.ts';

describe('the audit trail in words', () => {
  it('names the known actions', () => {
    expect(actionWords('call.placed')).to.equal('Placed a call');
  });

  it('makes an unknown action readable', () => {
    expect(actionWords('clinic.opened-late')).to.equal('Clinic: opened late');
  });

  it('leaves out what is empty and shortens ids', () => {
    const detail = { reason: 'other', visit: '0197f3b2-6f5c-7c4e-9d1b-1f2e3d4c5b6a', note: null };
    expect(detailWords(detail)).to.equal('reason: other, visit: 0197f3b2');
  });
});
