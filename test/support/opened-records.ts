import { randomUUID } from 'node:crypto';
import type { OrganisationId, PatientId, PersonId, RecordGrantId, SiteId } from '../../domain/ids.ts';
import type { Store } from '../../domain/ports.ts';
import { ask } from './rest-client.ts';

/** Why, in the words of a test. */
export const why = {
  reason: 'emergency-care',
  words: 'Rang from the corridor, unwell since noon.',
} as const;

/** Opens a record over the wire. */
export async function openRecord(
  server: { url: string },
  { token, patientId }: { token: string; patientId: string },
) {
  return (await ask(server, 'openRecord', { token, params: { patientId }, body: why })).value;
}

/** An opening of the past, straight in the store. */
export async function addGrant(
  store: Store,
  of: { organisationId: OrganisationId; patientId: PatientId; personId: PersonId; minutesAgo?: number },
): Promise<RecordGrantId> {
  const { minutesAgo = 0, ...grant } = of;
  const id = randomUUID() as RecordGrantId;
  await store.transact(({ grants, now }) => {
    const openedAt = new Date(now.getTime() - minutesAgo * 60_000);
    const endsAt = new Date(openedAt.getTime() + 3_600_000);
    return grants.addGrant({ id, ...grant, ...why, openedAt, endsAt });
  });
  return id;
}

/** A patient of the place, straight in the store. */
export async function addPatient(
  store: Store,
  { organisationId, siteId }: { organisationId: OrganisationId; siteId: SiteId },
  said: { name?: string; dateOfBirth?: string; nhsNumber?: string | null } = {},
): Promise<PatientId> {
  const id = randomUUID() as PatientId;
  const { name = 'Edith Synthetic', dateOfBirth = '1938-05-02', nhsNumber = null } = said;
  await store.transact(({ clinics }) =>
    clinics.addPatient({
      ...{ id, organisationId, siteId, name, dateOfBirth, nhsNumber },
      prisonNumber: null,
    }),
  );
  return id;
}
