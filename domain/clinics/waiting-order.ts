import type { ReferralPriority } from './clinic.ts';

const rank: Readonly<Record<ReferralPriority, number>> = { 'two-week-wait': 0, urgent: 1, routine: 2 };

/**
 * Whoever is to be booked first comes first: by priority, then by how long they have waited, then by the id, so that the
 * order is the same each time. The clock never changes, so a referral that is to be booked again is where it was (A26).
 */
export function inWaitingOrder<
  T extends { priority: ReferralPriority; clockStart: string; referralId: string },
>(referrals: readonly T[]): T[] {
  return referrals.toSorted(
    (a, b) =>
      rank[a.priority] - rank[b.priority] ||
      alphabetically(a.clockStart, b.clockStart) ||
      alphabetically(a.referralId, b.referralId),
  );
}

function alphabetically(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
