import { z } from 'zod';
import { spanOf } from '../../../domain/record/fhir-time.ts';
import { valuesAt } from '../../../domain/record/index-rows.ts';
import { mayDo, type RecordClient } from '../../../domain/record/record-client.ts';
import type { RecordExport } from '../../../domain/record/record-export-port.ts';
import {
  definitionOf,
  isResourceType,
  resourceTypes,
  type ResourceType,
} from '../../../domain/record/resource-types.ts';
import { FhirError } from '../fhir-error.ts';
import { parseJson } from '../json.ts';
import { type FhirDeps, type Query, recordAudit, requireScope, scopeOf } from './fhir-deps.ts';

const dayMs = 86_400_000;

/** Where exports stand, from the address of the record on. No type has a name that begins so. */
export const exportsPath = '_exports';

/** The types that are about patients: what is about nobody is in no export of a group. */
const exportable = (Object.keys(resourceTypes) as ResourceType[]).filter(
  (type) => definitionOf(type).patient !== null,
);

/**
 * Takes an export of a group (hl7.org/fhir/uv/bulkdata, 2.0.0, Group level). Nothing is copied: what stands in the record now is read from
 * its versions when the files are fetched.
 * @returns its id
 * @throws FhirError; 404 also for a group of another organisation
 */
export async function startExport(
  deps: FhirDeps,
  client: RecordClient,
  asked: { groupId: string; query: Query; request: string },
): Promise<string> {
  requireScope(client, 'r', 'Group');
  const { types, since } = readQuery(asked.query);
  const allowed = types.filter((type) => mayExport(client, type));
  if (allowed.length === 0) {
    throw new FhirError(403, 'forbidden', 'the token allows none of these types: it needs system/TYPE.rs');
  }
  return deps.store.transact(async (tx) => {
    const group = await tx.record.findResource(scopeOf(client), { type: 'Group', id: asked.groupId });
    if (group === undefined) throw new FhirError(404, 'not-found', 'there is no such group');
    if (group.body === null) throw new FhirError(410, 'deleted', 'the group has been deleted');
    const one: RecordExport = {
      ...{ id: deps.newId(), organisationId: client.organisationId, clientId: client.clientId },
      ...{ groupId: asked.groupId, patientIds: membersOf(group.body), types: allowed, since },
      leftOut: types.filter((type) => !allowed.includes(type)),
      ...{ asOf: tx.now, request: asked.request, expiresAt: new Date(tx.now.getTime() + dayMs) },
    };
    await tx.record.addExport(one);
    const detail = { exportId: one.id, types: allowed.join(' '), members: one.patientIds.length };
    await tx.audit([
      recordAudit(client, { action: 'record.exported', type: 'Group', id: asked.groupId, detail }),
    ]);
    return one.id;
  });
}

/** Read as each type is read and searched, because an export is both. */
export function mayExport(client: RecordClient, type: ResourceType): boolean {
  return mayDo(client, 'r', type) && mayDo(client, 's', type);
}

/** @throws FhirError 404 for one of another system, one that was cancelled, and one that has run out */
export async function findExport(
  { store, clock }: Pick<FhirDeps, 'store' | 'clock'>,
  { clientId }: RecordClient,
  id: string,
): Promise<RecordExport> {
  const found = z.uuid().safeParse(id).success
    ? await store.reads.findExport({ id, clientId, at: clock.now() })
    : undefined;
  if (found === undefined) throw new FhirError(404, 'not-found', 'there is no such export');
  return found;
}

/** @throws FhirError as `findExport` */
export async function cancelExport(deps: FhirDeps, client: RecordClient, id: string): Promise<void> {
  const { groupId } = await findExport(deps, client, id);
  await deps.store.transact(async (tx) => {
    await tx.record.cancelExport(id);
    const detail = { exportId: id };
    await tx.audit([
      recordAudit(client, { action: 'record.export-cancelled', type: 'Group', id: groupId, detail }),
    ]);
  });
}

/** What has been exported, and where it is fetched; undefined as long as a change that had begun before may still add to it. */
export async function manifestOf(
  { store, baseUrl }: Pick<FhirDeps, 'store' | 'baseUrl'>,
  one: RecordExport,
): Promise<object | undefined> {
  if (!(await store.reads.isExportSettled(one.id))) return undefined;
  const counts = await store.reads.countExported(one);
  const at = (file: string): string => `${baseUrl}/${exportsPath}/${one.id}/${file}.ndjson`;
  return {
    transactionTime: one.asOf.toISOString(),
    request: one.request,
    requiresAccessToken: true,
    output: counts.flatMap(({ type, resources: count }) =>
      count > 0 ? [{ type, url: at(type), count }] : [],
    ),
    deleted: counts.flatMap(({ type, deleted: count }) =>
      count > 0 ? [{ type: 'Bundle', url: at(`${type}.deleted`), count }] : [],
    ),
    error:
      one.leftOut.length > 0
        ? [{ type: 'OperationOutcome', url: at(notAllowed), count: one.leftOut.length }]
        : [],
  };
}

/** The file that says which types were left out. */
export const notAllowed = 'not-allowed';

/** The Patients who are in a group; who was taken out of it is not. */
function membersOf(body: string): string[] {
  const members = valuesAt(parseJson(body) as Record<string, unknown>, 'member') as {
    entity?: { reference?: unknown };
    inactive?: unknown;
  }[];
  const ids = members.flatMap(({ entity, inactive }) => {
    const reference = entity?.reference;
    const id = typeof reference === 'string' ? /^Patient\/([^/]+)/.exec(reference)?.[1] : undefined;
    return id === undefined || inactive === true ? [] : [id];
  });
  return [...new Set(ids)];
}

const formats = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];

/** @throws FhirError 400 for what is not known: more would be exported than was asked for, or less */
function readQuery(query: Query): { types: readonly ResourceType[]; since: Date | null } {
  const known = ['_type', '_since', '_outputFormat', '_format', '_pretty'];
  if (query.some(([name]) => !known.includes(name))) {
    throw new FhirError(400, 'not-supported', 'an export takes _type, _since and _outputFormat alone');
  }
  const of = (name: string): string[] => query.flatMap(([one, value]) => (one === name ? [value] : []));
  const [format, ...formatsMore] = of('_outputFormat');
  if (formatsMore.length > 0 || (format !== undefined && !formats.includes(format.replace(' ', '+')))) {
    throw new FhirError(400, 'not-supported', '_outputFormat must be application/fhir+ndjson');
  }
  const [since, ...sinceMore] = of('_since');
  // A sign that was not written as %2B has become a space.
  const from = since === undefined ? null : (instantIn(since.replace(' ', '+')) ?? undefined);
  if (sinceMore.length > 0 || from === undefined) {
    throw new FhirError(400, 'value', '_since must be one time with its zone');
  }
  return { types: typesIn(of('_type').flatMap((text) => text.split(','))), since: from };
}

function instantIn(text: string): Date | null | undefined {
  return /T.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? spanOf(text)?.from : undefined;
}

function typesIn(named: readonly string[]): readonly ResourceType[] {
  if (named.length === 0) return exportable;
  if (!named.every((type) => isResourceType(type) && exportable.includes(type))) {
    throw new FhirError(400, 'not-supported', '_type must name types about patients that are served here');
  }
  return exportable.filter((type) => named.includes(type));
}

/** What a kick-off by POST brings in its body, which is a resource of the type Parameters. @throws FhirError 400 */
export function parametersIn(text: string): Query {
  if (text.trim() === '') return [];
  const parsed = parameters.safeParse(jsonOf(text));
  if (!parsed.success) throw new FhirError(400, 'invalid', 'the body must be Parameters');
  return (parsed.data.parameter ?? []).map(({ name, ...values }): [string, string] => {
    const [value, ...more] = Object.values(values);
    if (value === undefined || more.length > 0) {
      throw new FhirError(400, 'value', 'each parameter must have one value, which is a text');
    }
    return [name, value];
  });
}

const text = z.string().optional();
const parameters = z.object({
  resourceType: z.literal('Parameters'),
  parameter: z
    .array(
      z.strictObject({
        name: z.string(),
        ...{ valueString: text, valueCode: text, valueInstant: text, valueDateTime: text, valueUri: text },
      }),
    )
    .optional(),
});

function jsonOf(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
