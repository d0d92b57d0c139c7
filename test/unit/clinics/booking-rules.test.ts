import { expect } from 'chai';
import { startsInWords } from '../../../domain/clinics/booking-rules.ts';
import { cancelCodes, mayEndSession } from '../../../domain/clinics/cancel-codes.ts';

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

describe('the codes of a cancellation', () => {
  it('A26 close a referral for two reasons only; after any other it waits to be booked again', () => {
    const after = (state: 'closed' | 'to-rebook') =>
      Object.entries(cancelCodes).flatMap(([code, { referral }]) => (referral === state ? [code] : []));
    expect(after('closed')).to.have.members(['patient-declined', 'not-needed']);
    expect(after('to-rebook')).to.have.members([
      ...['transferred', 'released'],
      ...['patient-unwell', 'patient-at-court', 'lockdown', 'no-officer', 'other-prison', 'clinician-away'],
      ...['no-interpreter', 'session-cancelled', 'other-hospital', 'no-connection', 'booked-by-mistake'],
    ]);
  });

  it('end a whole clinic only for what is not one patient’s', () => {
    const ofOne = [
      'transferred',
      'released',
      'patient-unwell',
      'patient-at-court',
      'booked-by-mistake',
    ] as const;
    for (const code of [...ofOne, 'not-needed'] as const) {
      expect(mayEndSession(code), code).to.equal(false);
    }
    expect(mayEndSession('lockdown')).to.equal(true);
  });
});
