import { expect } from 'chai';
import type { ReferralPriority } from '../../../domain/clinics/clinic.ts';
import { inWaitingOrder } from '../../../domain/clinics/waiting-order.ts';

const referral = (referralId: string, priority: ReferralPriority, clockStart: string, state = 'waiting') => ({
  referralId,
  priority,
  clockStart,
  state,
});
const ids = (referrals: { referralId: string }[]) => referrals.map(({ referralId }) => referralId);

describe('the order of who waits for a clinic', () => {
  it('A26 is by priority, then by the start of the wait', () => {
    const waiting = [
      referral('routine, older', 'routine', '2026-01-05'),
      referral('urgent, newer', 'urgent', '2026-11-20'),
      referral('cancer, newer', 'two-week-wait', '2026-11-25'),
      referral('urgent, older', 'urgent', '2026-10-01'),
      referral('cancer, older', 'two-week-wait', '2026-11-19'),
      referral('routine, newer', 'routine', '2026-09-30'),
    ];
    expect(ids(inWaitingOrder(waiting))).to.deep.equal([
      'cancer, older',
      'cancer, newer',
      'urgent, older',
      'urgent, newer',
      'routine, older',
      'routine, newer',
    ]);
  });

  it('A26 gives a referral that is to be booked again the place that it had', () => {
    const waiting = [
      referral('newest', 'routine', '2026-03-01'),
      referral('to be booked again', 'routine', '2026-02-01', 'to-rebook'),
      referral('before it', 'routine', '2026-01-01'),
    ];
    expect(ids(inWaitingOrder(waiting))).to.deep.equal(['before it', 'to be booked again', 'newest']);
  });

  it('is the same each time for those of one day, and leaves what it is given as it is', () => {
    const waiting = [referral('b', 'urgent', '2026-03-01'), referral('a', 'urgent', '2026-03-01')];
    expect(ids(inWaitingOrder(waiting))).to.deep.equal(['a', 'b']);
    expect(ids(inWaitingOrder(waiting.toReversed()))).to.deep.equal(['a', 'b']);
    expect(ids(waiting)).to.deep.equal(['b', 'a']);
  });
});
