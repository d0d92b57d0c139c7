import { expect } from 'chai';
import { startsInWords } from '../../../domain/clinics/booking-rules.ts';

const at = (time: string) => new Date(`${time}:00Z`);

describe('times that are offered instead of one that is taken', () => {
  it('are named by the clock of London, each day once', () => {
    expect(startsInWords([at('2026-11-30T14:30')])).to.equal('14:30 on Mon 30 Nov 2026');
    expect(startsInWords([at('2026-11-30T14:30'), at('2026-11-30T15:00'), at('2026-11-30T15:30')])).to.equal(
      '14:30, 15:00 and 15:30 on Mon 30 Nov 2026',
    );
    expect(startsInWords([at('2027-06-01T14:30'), at('2027-06-01T15:00'), at('2027-06-02T08:00')])).to.equal(
      '15:30 and 16:00 on Tue 1 Jun 2027, 09:00 on Wed 2 Jun 2027',
    );
  });
});
