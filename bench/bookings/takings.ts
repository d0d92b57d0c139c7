import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../domain/actors.ts';
import { requirePlace } from '../../domain/clinics/place.ts';
import { DomainError } from '../../domain/errors.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Store } from '../../domain/ports.ts';
import { type JourneyParts, wantedTime } from './journeys.ts';

const tenMinutesMs = 600_000;

/**
 * One race of the transaction alone: the rows that a hold locks and writes, without what is read before it, without the other
 * times that a loser is told, and without the audit trail. What was got is given up at once.
 */
export async function takeOnce(parts: JourneyParts, booker: PersonActor): Promise<void> {
  const { store } = parts.deps;
  const bookingId = randomUUID() as BookingId;
  try {
    await store.transact((tx) => take(tx, parts, { booker, bookingId }));
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'taken' || error.code === 'conflict')) return;
    throw error;
  }
  await store.transact(({ clinics }) => clinics.releaseBooking(bookingId, 'lapsed', null));
}

type Transaction = Parameters<Parameters<Store['transact']>[0]>[0];

async function take(
  { clinics, now }: Transaction,
  parts: JourneyParts,
  { booker, bookingId }: { booker: PersonActor; bookingId: BookingId },
): Promise<void> {
  const wanted = wantedTime(parts);
  const { stationId } = wanted;
  const session = await clinics.shareSession(wanted.sessionId);
  const referral = await clinics.lockReferral(wanted.referralId);
  if (session === undefined || referral === undefined) throw new Error('nothing was laid out');
  const { prison } = parts.ground;
  const startsAt = new Date(wanted.startsAt);
  const { appointment, claims } = requirePlace({ session, referral, prison, stationId, startsAt, now });
  const booking = {
    id: bookingId,
    organisationId: referral.organisationId,
    referralId: referral.id,
    patientId: referral.patientId,
    sessionId: session.id,
    siteId: referral.siteId,
    stationId,
    clinicianId: session.clinicianId,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    beginsAt: appointment.beginsAt,
    state: 'held' as const,
    heldBy: booker.personId,
    heldUntil: new Date(now.getTime() + tenMinutesMs),
    version: 1,
  };
  await clinics.addBooking(booking, claims, wanted.requestId);
}
