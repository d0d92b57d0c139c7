import type { OrganisationId, PatientId, PersonId, SiteId } from '../../domain/ids.ts';
import type { Transaction } from '../../domain/ports.ts';
import { setUpEntry } from './demonstration-rota.ts';

// All synthetic: the numbers are from the 999 range, which is given to nobody. Two of them share a name.
const residents = [
  { name: 'Edith Marlowe', dateOfBirth: '1938-05-02', nhsNumber: '9990000018', room: 'Room 1' },
  { name: 'Arthur Penhale', dateOfBirth: '1934-09-19', nhsNumber: '9990000026', room: 'Room 2' },
  { name: 'Mabel Thackray', dateOfBirth: '1931-11-12', nhsNumber: '9990000034', room: 'Room 4' },
  { name: 'Mabel Thackray', dateOfBirth: '1942-03-30', nhsNumber: '9990000042', room: 'Room 11' },
  { name: 'Harjit Sohal', dateOfBirth: '1945-01-07', nhsNumber: null, room: 'Room 7' },
] as const;

/** For whom scale 2 is prescribed. */
const withScaleTwo = {
  room: 'Room 2',
  prescriber: 'Dr Priya Nair',
  reason: 'Hypercapnic respiratory failure',
};

/** A handful of people who live in a care home. */
export async function addDemonstrationResidents(
  deps: { newId: () => string },
  tx: Transaction,
  { organisationId, siteId, by }: { organisationId: OrganisationId; siteId: SiteId; by: PersonId },
): Promise<void> {
  for (const { room, ...resident } of residents) {
    const id = deps.newId() as PatientId;
    await tx.clinics.addPatient({ ...resident, room, id, organisationId, siteId, prisonNumber: null });
    if (room === withScaleTwo.room) {
      const { prescriber, reason } = withScaleTwo;
      await tx.residents.setScaleTwo(id, { prescriber, reason, by, at: tx.now });
    }
    await tx.audit([setUpEntry('patient.added', { kind: 'patient', id, organisationId })]);
  }
}
