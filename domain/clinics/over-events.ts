import type { AuditDetail } from '../audit.ts';
import type { StationId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import type { Appointment } from './appointment.ts';
import { type Sight, worksIn } from './clinic-access.ts';
import type { Referral } from './clinic.ts';
import { type Overbooking, requireUnhindered } from './hindrances.ts';

type Place = {
  referral: Pick<Referral, 'organisationId' | 'siteId' | 'patientId'>;
  stationId: StationId;
  appointment: Appointment;
  clashReason: string | undefined;
};

/**
 * The same as `requireUnhindered`, by what stands in the transaction. The prison must be shared: then no stop, no block and
 * no event can come in between.
 */
export async function requireUnhinderedIn(
  tx: Pick<Transaction, 'prisonMode'>,
  sight: Sight,
  { referral, stationId, appointment, clashReason }: Place,
): Promise<Overbooking> {
  const { siteId, patientId } = referral;
  const between = { startsAt: appointment.beginsAt, endsAt: appointment.overAt };
  const hindrances = await tx.prisonMode.readHindrances({
    siteId,
    stationIds: [stationId],
    patientId,
    between,
  });
  const ofPrison = worksIn(sight, referral);
  return requireUnhindered({ appointment, stationId, hindrances, ofPrison, clashReason });
}

/** What the audit trail says of it: the kinds of events, never the reason, which is free text. */
export function clashDetail(over: Overbooking): AuditDetail {
  return over === null ? {} : { clash: over.kinds.join(' ') };
}
