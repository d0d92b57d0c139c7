import { randomUUID } from 'node:crypto';
import type { OrganisationId, PatientId, PersonId, RecordClientId } from '../../domain/ids.ts';
import type { Store } from '../../domain/ports.ts';
import { spanOf } from '../../domain/record/fhir-time.ts';
import { indexRowsOf } from '../../domain/record/index-rows.ts';
import type { ResourceType } from '../../domain/record/resource-types.ts';

type Kept = { organisationId: OrganisationId; patientId: PatientId };

/** What a partner's system has written about somebody, straight in the store. */
export async function keepResource(
  store: Store,
  { organisationId, patientId }: Kept,
  resource: { resourceType: ResourceType; at?: string } & Record<string, unknown>,
  by: PersonId | RecordClientId | null = null,
): Promise<string> {
  const id = randomUUID();
  const { at, ...said } = resource;
  const type = resource.resourceType;
  const body = { id, meta: { versionId: '1' }, ...said };
  await store.transact((tx) =>
    tx.record.writeResource({
      ...{ organisationId, patientId, type, id, basis: 0, method: 'POST', by },
      at: spanOf(at)?.from ?? null,
      body: JSON.stringify(body),
      index: indexRowsOf(type, body),
    }),
  );
  return id;
}

/** A system of a partner, by its name. */
export async function addPartner(
  store: Store,
  { organisationId, madeBy }: { organisationId: OrganisationId; madeBy: PersonId },
  name: string,
): Promise<RecordClientId> {
  const clientId = randomUUID() as RecordClientId;
  const keys = { kind: 'address' as const, address: 'https://partner.example/keys' };
  await store.transact((tx) =>
    tx.recordClients.addClient(
      { id: clientId, organisationId, name, keys, scopes: [{ type: '*', allows: ['r'] }], disabledAt: null },
      madeBy,
    ),
  );
  return clientId;
}

export const penicillin = {
  resourceType: 'AllergyIntolerance' as const,
  clinicalStatus: { coding: [{ code: 'active' }] },
  verificationStatus: { coding: [{ code: 'confirmed' }] },
  criticality: 'high',
  code: { text: 'Penicillin' },
  reaction: [{ manifestation: [{ text: 'Hives' }], severity: 'severe' }],
  recordedDate: '2019-05',
};
