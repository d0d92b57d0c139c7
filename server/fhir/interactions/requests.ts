import type { PreparedResource } from '../bodies/prepared.ts';
import { FhirError } from '../fhir-error.ts';
import type { Target } from '../target.ts';
import { type Change, criteriaOf } from './changes.ts';
import { type FhirAnswer, type FhirDeps, type Query, requireNoParameters } from './fhir-deps.ts';
import { readEverything } from './everything.ts';
import { readHistory, type Reading, readResource } from './reads.ts';
import { searchRecord } from './searches.ts';
import { readSummary } from './summary.ts';

/** One request, as HTTP or an entry of a bundle brings it. */
export type FhirRequest = {
  readonly method: string;
  readonly target: Target;
  readonly query: Query;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifNoneExist?: string | undefined;
  /** By which others of the same transaction refer to what is made. */
  readonly fullUrl?: string | undefined;
};

/** Whether it only reads: by its method, or because a search is posted. */
export function isRead({ method, target }: FhirRequest): boolean {
  return method === 'GET' || (method === 'POST' && target.kind === 'search');
}

/** @throws FhirError, also where there is no such reading */
export async function answerRead(
  reading: Reading,
  deps: Pick<FhirDeps, 'baseUrl' | 'newId' | 'clock'>,
  request: FhirRequest,
): Promise<FhirAnswer> {
  const { target, query } = request;
  switch (target.kind) {
    case 'instance':
    case 'version': {
      requireNoParameters(query);
      return unlessKnown(await readResource(reading, target), request);
    }
    case 'history':
    case 'type-history':
      return readHistory(reading, deps, { ...target, query });
    case 'everything':
      return readEverything(reading, deps, { id: target.id, query });
    case 'summary':
      return readSummary(reading, deps, { id: target.id, query });
    case 'type':
    case 'search':
      return searchRecord(reading, deps, { type: target.type, query });
    default:
      throw noSuchMethod();
  }
}

/** 304 for who has it already. */
function unlessKnown(
  answer: FhirAnswer,
  { ifNoneMatch, ifModifiedSince }: Pick<FhirRequest, 'ifNoneMatch' | 'ifModifiedSince'>,
): FhirAnswer {
  const { version, updatedAt } = answer;
  const known = { status: 304, ...(version !== undefined && { version }), ...(updatedAt && { updatedAt }) };
  if (ifNoneMatch !== undefined) {
    const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(`"${String(version)}"`) ? known : answer;
  }
  const since = Date.parse(ifModifiedSince ?? '');
  const updated = updatedAt?.getTime() ?? Infinity;
  // The header of HTTP has whole seconds.
  return Math.floor(updated / 1000) * 1000 <= since ? known : answer;
}

/**
 * What a request changes.
 * @throws FhirError where there is no such change, or its conditions cannot be read: they are never left out
 */
export function changeOf(request: FhirRequest, resource: PreparedResource | undefined): Change {
  const { method, target, query, ifMatch: given, ifNoneExist } = request;
  if (request.ifNoneMatch !== undefined) {
    throw new FhirError(400, 'not-supported', 'If-None-Match is for reading');
  }
  if (ifNoneExist !== undefined && method !== 'POST') {
    throw new FhirError(400, 'not-supported', 'If-None-Exist is for POST');
  }
  if (target.kind !== 'type' && target.kind !== 'instance') throw noSuchMethod();
  const { type } = target;
  const ifMatch = given === undefined ? {} : { ifMatch: versionIn(given) };
  const which = () => (target.kind === 'instance' ? { id: target.id } : { criteria: criteriaOf(query) });
  const address = request.fullUrl === undefined ? {} : { fullUrl: request.fullUrl };
  if (target.kind === 'instance' || method === 'POST') requireNoParameters(query);
  if (method === 'DELETE') return { kind: 'delete', type, ...which(), ...ifMatch };
  if (method !== 'PUT' && method !== 'POST') throw noSuchMethod();
  if (resource === undefined) throw new FhirError(400, 'required', 'there is no resource');
  if (resource.type !== type) {
    throw new FhirError(400, 'invalid', 'the resource is of another type than the address');
  }
  if (method === 'PUT') {
    if (target.kind === 'instance' && resource.givenId === undefined) {
      throw new FhirError(400, 'required', 'the resource must have the id that is written to');
    }
    return { kind: 'update', type, resource, method, ...which(), ...ifMatch, ...address };
  }
  if (target.kind === 'instance') throw noSuchMethod();
  if (given !== undefined) throw new FhirError(400, 'not-supported', 'If-Match is for what is there');
  const condition =
    ifNoneExist === undefined ? {} : { ifNoneExist: criteriaOf([...new URLSearchParams(ifNoneExist)]) };
  return { kind: 'create', type, resource, ...condition, ...address };
}

/** @throws FhirError 400 for anything but one version, such as `W/"3"`: to pass over it would overwrite what nobody has seen */
export function versionIn(ifMatch: string): number {
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw new FhirError(400, 'value', 'If-Match must be one version, such as W/"3"');
  return Number(version);
}

function noSuchMethod(): FhirError {
  return new FhirError(405, 'not-supported', 'this method is not for this address');
}
