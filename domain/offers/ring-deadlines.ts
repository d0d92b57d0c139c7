import { type Actor, requirePerson } from '../actors.ts';
import { raiseNoticeIn } from '../escalation/notices.ts';
import type { OfferId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { acknowledgeWithinMs, callEntry, type Offer, silentForMs } from '../calls/call.ts';
import { type LockedOffer, lockOffer } from './lock-offer.ts';
import { releaseOffer } from './release.ts';
import { type TellingTransaction, transact } from '../transact.ts';

/** Outside a shift, misses within this time are counted together. */
const missesCountForMs = 12 * 3600 * 1000;
const missesToWarn = 2;

/** How long there is still to wait; 0 when there is nothing left to do. */
type Remaining = { remainingMs: number };

/**
 * The deadline of an offer, from its job or the poller. Answers with the milliseconds still to wait when it has come
 * early, and with 0 when there is nothing left to do, so it may run twice or late. A clinician who could not answer because
 * of the service has not missed the ring; the service could keep answers from `listeningSince`.
 */
export async function endRing(
  deps: Deps,
  { offerId, listeningSince }: { offerId: OfferId; listeningSince: Date | undefined },
): Promise<{ remainingMs: number }> {
  return whileRinging(deps, offerId, async (tx, locked) => {
    const { offer } = locked;
    const remainingMs = offer.deadline.getTime() - tx.now.getTime();
    if (remainingMs > 0) {
      return { remainingMs };
    }
    const by = { kind: 'system' } as const;
    if (fellSilent(offer, tx.now) || couldNotAnswer(offer, listeningSince)) {
      await releaseOffer(deps, tx, { locked, how: 'withdrawn', by, reason: 'not-reached' });
      return { remainingMs: 0 };
    }
    await releaseOffer(deps, tx, { locked, how: 'missed', by, reason: 'no-answer' });
    if (locked.of === 'call') {
      await pauseForMissing(deps, tx, locked);
    }
    return { remainingMs: 0 };
  });
}

/**
 * Nothing has been heard of the ring for so long that it should have moved on before: the service could not look, as
 * while its database only reads, and an answer could not be kept either. Nobody has missed it.
 */
function fellSilent({ heardAt, rangAt }: Offer, now: Date): boolean {
  return now.getTime() - (heardAt ?? rangAt).getTime() > silentForMs;
}

/** An answer near the end may not have been kept: the page gives it again, but the ring has ended first. */
function couldNotAnswer({ rangAt, deadline }: Offer, listeningSince: Date | undefined): boolean {
  const lastSeconds = Math.max(rangAt.getTime(), deadline.getTime() - silentForMs);
  return listeningSince === undefined || listeningSince.getTime() > lastSeconds;
}

/** The clinician's browser says that it rings at this moment. Offers that no longer ring are ignored. */
export async function hearRing(deps: Deps, actor: Actor, { offerId }: { offerId: OfferId }): Promise<void> {
  const clinician = requirePerson(actor, 'call:answer');
  await deps.store.reads.markHeard(offerId, clinician.personId);
}

/**
 * A ring that no browser has acknowledged in time, or that has fallen silent, has not reached its clinician: the call
 * rings the next one at once, and this one is not rung until something is heard of them. The time to acknowledge counts
 * from when the ring's fact was sent; one that was not sent at all moves on too, but says nothing about its clinician:
 * a service that is late must not take clinicians away just when many are needed. Silence counts only from
 * `listeningSince`: before it nothing that a browser said could be kept, nor an answer that it repeats. Idempotent.
 */
export async function checkRing(
  deps: Deps,
  { offerId, listeningSince }: { offerId: OfferId; listeningSince: Date | undefined },
): Promise<{ remainingMs: number }> {
  // The poller looks again as soon as it can.
  if (listeningSince === undefined) return { remainingMs: 0 };
  return whileRinging(deps, offerId, async (tx, locked) => {
    const { offer } = locked;
    const notifiedAt = offer.heardAt === null ? await tx.calls.findNotifiedAt(offerId) : undefined;
    const until = heardUntil(offer, { notifiedAt, listeningSince });
    const remainingMs = until.getTime() - tx.now.getTime();
    if (remainingMs > 0) {
      // A browser that was heard once is the poller's to follow; a job for each beat would be too much.
      return { remainingMs: offer.heardAt === null ? remainingMs : 0 };
    }
    const by = { kind: 'system' } as const;
    await releaseOffer(deps, tx, { locked, how: 'withdrawn', by, reason: 'not-reached' });
    if (offer.heardAt !== null || notifiedAt !== undefined) {
      await markUnreachable(tx, offer);
    }
    return { remainingMs: 0 };
  });
}

async function markUnreachable(tx: Transaction, offer: Offer): Promise<void> {
  await tx.clinicians.markUnreachable(offer.clinicianId);
  await tx.audit([
    {
      actor: { kind: 'system' },
      organisationId: offer.organisationId,
      action: 'clinician.unreachable',
      subject: { kind: 'person', id: offer.clinicianId },
      detail: { offerId: offer.id },
    },
  ]);
}

/** Until when the offer counts as ringing at a browser. */
function heardUntil(
  { heardAt, rangAt }: Offer,
  { notifiedAt, listeningSince }: { notifiedAt: Date | undefined; listeningSince: Date },
): Date {
  const silentSince = Math.max((heardAt ?? notifiedAt ?? rangAt).getTime(), listeningSince.getTime());
  return new Date(silentSince + (heardAt === null ? acknowledgeWithinMs : silentForMs));
}

async function whileRinging(
  deps: Deps,
  offerId: OfferId,
  decide: (tx: TellingTransaction, locked: LockedOffer) => Promise<Remaining>,
): Promise<Remaining> {
  return transact(deps, async (tx) => {
    const found = await lockOffer(tx, offerId);
    return found?.offer.state === 'ringing' ? decide(tx, found) : { remainingMs: 0 };
  });
}

/**
 * A clinician who misses a call is asked to come back by one press; after the second in a shift the managers are
 * warned.
 */
async function pauseForMissing(
  deps: Deps,
  tx: TellingTransaction,
  { call, offer }: Extract<LockedOffer, { of: 'call' }>,
): Promise<void> {
  const { clinicianId } = offer;
  await tx.clinicians.pauseForMissing(clinicianId);
  await tx.audit([
    callEntry({ kind: 'system' }, call, 'clinician.paused', { clinicianId, reason: 'missed-a-call' }),
  ]);
  const shift = await tx.rota.findCurrent(clinicianId, tx.now);
  const since = shift?.startsAt ?? new Date(tx.now.getTime() - missesCountForMs);
  if ((await tx.clinicians.countMissed(clinicianId, since)) < missesToWarn) {
    return;
  }
  const day = tx.now.toISOString().slice(0, 10);
  await raiseNoticeIn(deps, tx, {
    organisationId: call.organisationId,
    kind: 'missed-twice',
    key: `missed-twice:${clinicianId}:${shift?.id ?? day}`,
    detail: { clinicianId },
  });
}
