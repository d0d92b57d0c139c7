import { inDatabase } from './database-rows.ts';
import type { FhirSystem, FhirWorld } from './fhir-world.ts';

const guide = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** A Subscription as the profile of the backport for R4 has it, to everything that changes. */
export function subscriptionTo(
  endpoint: string,
  over: { topic?: string; payload?: string; filters?: readonly string[]; mostEvents?: number } = {},
): Record<string, unknown> {
  const { topic = 'https://bedside.example/SubscriptionTopic/record-changed', payload = 'id-only' } = over;
  const filters = over.filters?.map((valueString) => ({
    url: `${guide}/backport-filter-criteria`,
    valueString,
  }));
  return {
    resourceType: 'Subscription',
    meta: { profile: [`${guide}/backport-subscription`] },
    status: 'requested',
    reason: 'The ward wants to know',
    criteria: topic,
    ...(filters && { _criteria: { extension: filters } }),
    channel: {
      ...(over.mostEvents !== undefined && {
        extension: [{ url: `${guide}/backport-max-count`, valuePositiveInt: over.mostEvents }],
      }),
      ...{ type: 'rest-hook', endpoint, payload: 'application/fhir+json' },
      _payload: { extension: [{ url: `${guide}/backport-payload-content`, valueCode: payload }] },
    },
  };
}

/** Registers the system, if it is not yet, and says where it may be notified. */
export async function allowNotifying(
  { server }: FhirWorld,
  { client: { clientId, organisationId } }: FhirSystem,
  origins: readonly string[],
): Promise<void> {
  if ((await server.server.deps.store.reads.findRecordClient(clientId)) === undefined) {
    const { personId } = await server.addPerson(organisationId, ['administrator']);
    await inDatabase(server.config.databaseUrl, (db) =>
      db.query(
        `insert into record_clients (id, organisation_id, name, keys, scopes, made_by, made_at)
        values ($1, $2, $3, '[]', '{system/*.cruds}', $4, now())`,
        [clientId, organisationId, `Synthetic ${clientId}`, personId],
      ),
    );
  }
  await server.server.deps.store.transact(({ recordClients }) =>
    recordClients.setNotifyOrigins(clientId, origins),
  );
}
