import type { Call, Offer } from '../calls/call.ts';
import type { OfferId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import type { Visit } from '../visits/visit.ts';

/** An offer with what it is of, all their rows locked: one that rings for a call, or one that is of a visit. */
export type LockedOffer =
  { of: 'call'; call: Call; offer: Offer } | { of: 'visit'; visit: Visit; offer: Offer };

/**
 * Locks what has led to the offer, then the offer, then the visit that it asks into. Undefined also for the offer of a
 * booked visit that is over or has been handed over.
 */
export async function lockOffer(tx: Transaction, offerId: OfferId): Promise<LockedOffer | undefined> {
  const found = await tx.calls.lockOffer(offerId);
  if (found === undefined) return undefined;
  const { call, offer } = found;
  if (offer.visitId !== null) {
    const visit = await tx.visits.lock(offer.visitId);
    if (visit === undefined) {
      throw new Error('an invitation has no visit where the schema forbids it');
    }
    return { of: 'visit', visit, offer };
  }
  if (call !== undefined) return { of: 'call', call, offer };
  const visit = await tx.visits.lockOfOffer(offerId);
  return visit && { of: 'visit', visit, offer };
}
