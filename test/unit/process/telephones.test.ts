import { expect } from 'chai';
import { requireTelephone } from '../../../domain/telephone.ts';
import { telephones } from '../../../process/telephones.ts';

describe('telephone numbers', () => {
  const read = (typed: string) => telephones.read(typed);

  it('are read as people write them, and are one number for those who ring it', () => {
    const mobile = { e164: '+447700900003', written: '07700 900003' };
    for (const typed of [
      '07700 900003',
      '+44 (0)7700 900003',
      '0044 7700 900 003',
      '(07700) 900-003',
      '7700900003',
    ]) {
      expect(read(typed), typed).to.deep.equal(mobile);
    }
    expect(read('01632 960101')).to.deep.equal({ e164: '+441632960101', written: '01632 960101' });
    expect(read('020 7946 0018')).to.deep.equal({ e164: '+442079460018', written: '020 7946 0018' });
    expect(read('0808 157 0123')).to.deep.equal({ e164: '+448081570123', written: '0808 157 0123' });
  });

  it('of other countries keep their country', () => {
    const paris = { e164: '+33199001234', written: '+33 1 99 00 12 34' };
    expect(read('+33 1 99 00 12 34')).to.deep.equal(paris);
    expect(read('00 33 1 99 00 12 34')).to.deep.equal(paris);
  });

  it('that nobody could be rung at are refused with the name of the field', () => {
    for (const typed of [
      '---',
      '999',
      '111',
      '12345',
      '+44 (0)1274 555 0199',
      '07700 9000',
      '07700 90000',
      '',
    ]) {
      expect(read(typed), typed).to.equal(undefined);
      expect(() => requireTelephone({ telephones }, 'phone', typed), typed).to.throw(
        'phone: this number cannot be rung',
      );
    }
  });

  it('stay as they are when they are read again', () => {
    for (const typed of ['07700 900003', '+33 1 99 00 12 34', '0800 1111', '+1 202 555 0143']) {
      const once = read(typed);
      expect(read(once?.written ?? '')).to.deep.equal(once);
    }
  });
});
