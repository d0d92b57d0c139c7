import type { StoredResource } from '../../../domain/record/record-port.ts';
import {
  definitionOf,
  isResourceType,
  resourceTypes,
  type ResourceType,
} from '../../../domain/record/resource-types.ts';
import { bundleOf } from '../bundles.ts';
import { FhirError } from '../fhir-error.ts';
import {
  type FhirAnswer,
  type FhirDeps,
  type Query,
  recordAudit,
  requireNoParameters,
  requireScope,
  scopeOf,
} from './fhir-deps.ts';
import type { Reading } from './reads.ts';

/** Of each type. */
const most = 1000;

/**
 * All that is kept about one patient, of all types or of those that are named. What does not fit, and what the token does not allow, is
 * refused: a record with a gap that nobody sees is a wrong record.
 */
export async function readEverything(
  { client, reads, audit }: Reading,
  { baseUrl }: Pick<FhirDeps, 'baseUrl'>,
  { id, query }: { id: string; query: Query },
): Promise<FhirAnswer> {
  requireNoParameters(query, ['_type']);
  const types = typesIn(query);
  for (const type of types) requireScope(client, 'r', type);
  const all = await readRecordOf({ client, reads }, { id, types });
  const detail = { everything: true, count: all.length };
  await audit([recordAudit(client, { action: 'record.read', type: 'Patient', id, detail })]);
  const entries = all.map(({ type, id: one, body }) => ({
    ...{ fullUrl: `${baseUrl}/${type}/${one}`, search: { mode: 'match' as const } },
    ...(body !== null && { resource: body }),
  }));
  return { status: 200, body: bundleOf('searchset', { entries, total: entries.length }) };
}

/**
 * All that is kept of these types about one patient, newest first within each.
 * @throws FhirError 404, 410; 422 where there is more of a type than is answered at once
 */
export async function readRecordOf(
  { client, reads }: Pick<Reading, 'client' | 'reads'>,
  { id, types }: { id: string; types: readonly ResourceType[] },
): Promise<StoredResource[]> {
  const patient = await reads.findResource(scopeOf(client), { type: 'Patient', id });
  if (patient === undefined) throw new FhirError(404, 'not-found', 'there is no such resource');
  if (patient.body === null) throw new FhirError(410, 'deleted', 'the resource has been deleted');
  const all: StoredResource[] = [];
  for (const type of types) {
    const page = await reads.searchResources({
      ...{ type, scope: scopeOf(client), newest: 'at', limit: most },
      conditions: [{ is: 'of-patients', patientIds: [id] }],
    });
    if (page.next !== undefined) {
      throw new FhirError(
        422,
        'too-costly',
        `there are more than ${String(most)} of a type: search type by type`,
      );
    }
    all.push(...page.resources);
  }
  return all;
}

function typesIn(query: Query): ResourceType[] {
  const ofPatients = Object.keys(resourceTypes).filter(
    (type): type is ResourceType => isResourceType(type) && definitionOf(type).patient !== null,
  );
  const named = query.find(([name]) => name === '_type')?.[1].split(',');
  if (named === undefined) return ofPatients;
  if (named.some((type) => !ofPatients.includes(type as ResourceType))) {
    throw new FhirError(400, 'not-supported', '_type must name types about patients');
  }
  return ofPatients.filter((type) => named.includes(type));
}
