import { DomainError } from '../errors.ts';
import type { OrganisationId, PatientId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';

/**
 * The id of somebody who is put on a list. Where a partner's system has written a record under their NHS number, that record is theirs
 * from now on: they take its id, if the date of birth is the same. Throws `conflict` where it is not, and says nothing of that record.
 */
export async function idOfNew(
  { newId }: Pick<Deps, 'newId'>,
  { record }: Pick<Transaction, 'record'>,
  of: { organisationId: OrganisationId; nhsNumber: string | null; dateOfBirth: string },
): Promise<PatientId> {
  const { organisationId, nhsNumber, dateOfBirth } = of;
  const known = nhsNumber === null ? undefined : await record.lockPatientOfNumber(organisationId, nhsNumber);
  if (known === undefined) return newId() as PatientId;
  if (known.dateOfBirth !== dateOfBirth) {
    throw new DomainError(
      'conflict',
      'nhsNumber: another system knows this number, and with another date of birth or none; check both',
    );
  }
  return known.id;
}
