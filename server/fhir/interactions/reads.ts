import { spanOf } from '../../../domain/record/fhir-time.ts';
import type { RecordClient } from '../../../domain/record/record-client.ts';
import type { HistoryKey, RecordReads, ResourceId } from '../../../domain/record/record-port.ts';
import type { ResourceType } from '../../../domain/record/resource-types.ts';
import { bundleOf, type BundleEntry, keyFrom, pageFor } from '../bundles.ts';
import { FhirError } from '../fhir-error.ts';
import {
  answerOf,
  type FhirAnswer,
  type FhirDeps,
  type Query,
  readAbout,
  readEntry,
  recordAudit,
  requireNoParameters,
  requireScope,
  scopeOf,
} from './fhir-deps.ts';

/** Where something is read: within a transaction of the store, or outside of one. */
export type Reading = {
  readonly client: RecordClient;
  readonly reads: RecordReads;
  readonly audit: (entries: ReturnType<typeof recordAudit>[]) => Promise<void>;
};

/** One resource as it stands, or as it stood. */
export async function readResource(
  { client, reads, audit }: Reading,
  { version, ...of }: ResourceId & { version?: number },
): Promise<FhirAnswer> {
  requireScope(client, 'r', of.type);
  const stored =
    version === undefined
      ? await reads.findResource(scopeOf(client), of)
      : await reads.findVersion(scopeOf(client), { ...of, version });
  if (stored === undefined) throw new FhirError(404, 'not-found', 'there is no such resource');
  await audit([readEntry(client, stored)]);
  if (stored.body === null) throw new FhirError(410, 'deleted', 'the resource has been deleted');
  return answerOf(stored);
}

const usualCount = 20;
const largestCount = 200;

/** What has been written of one resource or of a type, newest first. */
export async function readHistory(
  { client, reads, audit }: Reading,
  { baseUrl }: Pick<FhirDeps, 'baseUrl'>,
  { type, id, query }: { type: ResourceType; id?: string; query: Query },
): Promise<FhirAnswer> {
  requireScope(client, id === undefined ? 's' : 'r', type);
  requireNoParameters(query, ['_count', '_since', '_page']);
  const asked = { ...historyQuery(query), type, ...(id !== undefined && { id }) };
  const { versions, next } = await reads.listRecordHistory(scopeOf(client), asked);
  if (id !== undefined && versions.length === 0 && asked.since === undefined && asked.after === undefined) {
    throw new FhirError(404, 'not-found', 'there is no such resource');
  }
  const action = id === undefined ? 'record.searched' : 'record.read';
  const detail = { history: true, count: versions.length };
  await audit([
    recordAudit(client, { action, type, id: id ?? null, detail }),
    ...readAbout(client, versions, { type, named: type === 'Patient' ? id : undefined }),
  ]);
  const path = id === undefined ? `${type}/_history` : `${type}/${id}/_history`;
  const entries = versions.map((one): BundleEntry => {
    const request = { method: one.method, url: one.method === 'POST' ? type : `${type}/${one.id}` };
    const status = one.body === null ? '204' : one.version === 1 ? '201' : '200';
    const response = {
      status,
      etag: `W/"${String(one.version)}"`,
      lastModified: one.updatedAt.toISOString(),
    };
    return {
      fullUrl: `${baseUrl}/${type}/${one.id}`,
      request,
      response,
      ...(one.body !== null && { resource: one.body }),
    };
  });
  const links = pageFor({ url: `${baseUrl}/${path}`, query, next });
  return { status: 200, body: bundleOf('history', { links, entries }) };
}

function historyQuery(query: Query): { limit: number; since?: Date; after?: HistoryKey } {
  const given = new Map(query);
  const count = given.get('_count') ?? String(usualCount);
  if (!/^\d{1,6}$/.test(count)) throw new FhirError(400, 'value', '_count must be a whole number');
  const since = given.get('_since');
  const from = since === undefined ? undefined : spanOf(since)?.from;
  if (since !== undefined && (from === undefined || from === null)) {
    throw new FhirError(400, 'value', '_since must be a time with its zone');
  }
  const page = given.get('_page');
  return {
    limit: Math.min(Math.max(Number(count), 1), largestCount),
    ...(from && { since: from }),
    ...(page !== undefined && { after: historyKey(page) }),
  };
}

function historyKey(page: string): HistoryKey {
  const { at, pk, version } = keyFrom(page);
  if (at === null || version === undefined)
    throw new FhirError(400, 'value', '_page is not one of this list');
  return { at, pk, version };
}
