import type { RecordClient } from '../../../domain/record/record-client.ts';
import type { RecordReads, ResourceSearch, StoredResource } from '../../../domain/record/record-port.ts';
import type { ResourceType } from '../../../domain/record/resource-types.ts';
import { bundleOf, type BundleEntry, keyFrom, pageFor } from '../bundles.ts';
import { includedWith } from './includes.ts';
import { readSearch, type SearchQuery } from '../search-query.ts';
import {
  type FhirAnswer,
  type FhirDeps,
  type Query,
  readAbout,
  recordAudit,
  requireScope,
  scopeOf,
} from './fhir-deps.ts';
import type { Reading } from './reads.ts';

/** Larger than any list that somebody counts. */
const mostCounted = 1_000_000;

/** One page of what is found in the records of the organisation. */
export async function searchRecord(
  { client, reads, audit }: Reading,
  { baseUrl }: Pick<FhirDeps, 'baseUrl'>,
  { type, query }: { type: ResourceType; query: Query },
): Promise<FhirAnswer> {
  requireScope(client, 's', type);
  const asked = readSearch(type, query);
  for (const other of asked.others) requireScope(client, 's', other);
  const search = searchOf(client, type, asked);
  const page = await reads.searchResources({
    ...search,
    ...(asked.page !== undefined && { after: keyFrom(asked.page) }),
  });
  const total =
    asked.total === 'accurate' ? await reads.countResources({ ...search, limit: mostCounted }) : undefined;
  const included = await includedWith({ client, reads, audit }, page.resources, asked.includes);
  const entries = [
    ...page.resources.map((one) => found(baseUrl, one, 'match')),
    ...included.map((one) => found(baseUrl, one, 'include')),
  ];
  const whom = patientDetail(asked);
  const detail = { count: page.resources.length, included: included.length, ...whom };
  await audit([
    recordAudit(client, { action: 'record.searched', type, id: null, detail }),
    ...readAbout(client, [...page.resources, ...included], { type, named: whom.patientId }),
  ]);
  const links = pageFor({ url: `${baseUrl}/${type}`, query, next: page.next });
  return {
    status: 200,
    body: bundleOf('searchset', { links, entries, ...(total !== undefined && { total }) }),
  };
}

/** What fits, at most two: one, none, or more than one. */
export async function findWhatFits(
  client: RecordClient,
  reads: RecordReads,
  { type, query }: { type: ResourceType; query: Query },
): Promise<readonly StoredResource[]> {
  requireScope(client, 's', type);
  const asked = readSearch(type, query);
  for (const other of asked.others) requireScope(client, 's', other);
  const page = await reads.searchResources({ ...searchOf(client, type, asked), limit: 2 });
  return page.resources;
}

/** The search for what was asked for, in the records of the organisation alone. */
function searchOf(client: RecordClient, type: ResourceType, asked: SearchQuery): ResourceSearch {
  const { conditions, newest, limit, ids, patientIds } = asked;
  return {
    type,
    scope: scopeOf(client),
    ...(ids !== undefined && { ids }),
    conditions: [
      ...conditions,
      ...(patientIds === undefined ? [] : [{ is: 'of-patients' as const, patientIds }]),
    ],
    newest,
    limit,
  };
}

/** Of one patient the trail says whom; of several, that it was several. */
function patientDetail({ patientIds }: SearchQuery): { patientId?: string; patients?: number } {
  const [patientId, ...more] = patientIds ?? [];
  if (patientId === undefined) return {};
  return more.length === 0 ? { patientId } : { patients: more.length + 1 };
}

function found(baseUrl: string, { type, id, body }: StoredResource, mode: 'match' | 'include'): BundleEntry {
  return { fullUrl: `${baseUrl}/${type}/${id}`, ...(body !== null && { resource: body }), search: { mode } };
}
