import { DomainError } from '../errors.ts';
import type { BookingId, SiteId, StationId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import { type Appointment, appointmentOf, claimsOf, mainStartsOf } from './appointment.ts';
import type { Claim, ClinicSession, PrisonDay, Referral } from './clinic.ts';
import { isTooSoon } from './free-times.ts';
import { keepsPlaces, placesLeft } from './kept-places.ts';
import { regimeFault, type RegimeFault } from './regime.ts';

/** What somebody asks to hold, or to move a booking to. */
export type AskedPlace = {
  session: ClinicSession;
  referral: Pick<Referral, 'service' | 'patientId'>;
  prison: PrisonDay;
  stationId: StationId;
  startsAt: Date;
  now: Date;
};

/** A place that may be taken, if nobody else has: when it is, and what it takes of whom. */
export type OpenPlace = { appointment: Appointment; claims: Claim[] };

/**
 * Every rule about a place except whether it is free, which only the schema can tell. Throws `wrong-phase` for a session
 * that is not open, `invalid` for a time, service or station that is none of its own, and `conflict` where it is too
 * late to fetch the patient (A18) or the regime does not allow it (A13).
 */
export function requirePlace({ session, referral, prison, stationId, startsAt, now }: AskedPlace): OpenPlace {
  if (session.state !== 'open') {
    throw new DomainError('wrong-phase', 'this clinic is not open for booking');
  }
  if (session.service !== referral.service) {
    throw new DomainError(
      'invalid',
      'sessionId: not a clinic of the service that the patient is referred to',
    );
  }
  if (!mainStartsOf(session).some((start) => start.getTime() === startsAt.getTime())) {
    throw new DomainError('invalid', 'startsAt: not one of the times of this clinic');
  }
  if (!prison.stationIds.includes(stationId)) {
    throw new DomainError('invalid', 'stationId: not a station for clinics where the patient is');
  }
  const appointment = appointmentOf(session, prison, startsAt);
  if (isTooSoon(appointment, now)) {
    throw new DomainError(
      'conflict',
      'it is too late to book this time: there are less than 15 minutes left',
    );
  }
  const fault = regimeFault(prison, appointment);
  if (fault !== null) {
    throw new DomainError('conflict', faultInWords[fault]);
  }
  const { patientId } = referral;
  return { appointment, claims: claimsOf(appointment, { session, prison, patientId, stationId }) };
}

/**
 * Throws `conflict` where the places that are left in the session are kept for other prisons. The session is entered
 * (`enterSession`), so that nobody else takes one meanwhile.
 */
export async function requirePlaceLeft(
  tx: Transaction,
  session: ClinicSession,
  { siteId, leftOut }: { siteId: SiteId; leftOut: BookingId | null },
): Promise<void> {
  if (!keepsPlaces(session, tx.now)) return;
  const taken = await tx.clinics.listPlacesTaken(session.id, leftOut);
  if (placesLeft(session, { siteId, taken, now: tx.now }) <= 0) {
    throw new DomainError('conflict', 'the places that are left in this clinic are kept for other prisons');
  }
}

const faultInWords: Readonly<Record<RegimeFault, string>> = {
  'no-regime': 'patients of this prison cannot be brought to a clinic on that day',
  'over-lock-up': 'the patient could not be fetched and brought back before the prison is locked up',
};
