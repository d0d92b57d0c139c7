import { DomainError } from '../errors.ts';
import type { Transaction } from '../ports.ts';
import type { Spo2Scale } from '../record/news2.ts';
import type { Call, CallDetails } from './call.ts';
import type { DescribedCall } from './wire.ts';

type Identity = Pick<CallDetails, 'patientId' | 'patientName' | 'dateOfBirth' | 'nhsNumber'>;
const typed = ['patientName', 'dateOfBirth', 'nhsNumber'] as const;
const unknown: Identity = { patientId: null, patientName: null, dateOfBirth: null, nhsNumber: null };

/**
 * Who the patient is after what staff have said. A resident who is picked brings all of their identity along; what is typed over
 * one of them is about somebody who is not on the list, so that half of one person never stands beside half of another
 * (HAZ-36). Throws `not-found` for anybody who does not live at the site.
 */
export async function identityOf(
  tx: Transaction,
  before: Call,
  said: DescribedCall,
): Promise<{ identity: Partial<Identity>; scale: Spo2Scale }> {
  if (said.patientId !== undefined && said.patientId !== null) {
    const resident = await tx.residents.shareResident(said.patientId);
    if (resident?.siteId !== before.siteId || resident.movedOutAt !== null) {
      throw new DomainError('not-found', 'no such resident of this site');
    }
    const { patientId, name, dateOfBirth, nhsNumber, scale } = resident;
    return { identity: { patientId, patientName: name, dateOfBirth, nhsNumber }, scale };
  }
  if (before.details.patientId === null) return { identity: {}, scale: 1 };
  const changed = typed.some((field) => said[field] !== undefined && said[field] !== before.details[field]);
  if (said.patientId === undefined && !changed) return { identity: {}, scale: 1 };
  const given = Object.fromEntries(typed.map((field) => [field, said[field] ?? null]));
  return { identity: { ...unknown, ...given }, scale: 1 };
}
