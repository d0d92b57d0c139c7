import { FhirError } from '../fhir-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Issue } from '../validation/issues.ts';
import type { ResourceValidator } from '../validation/validator.ts';
import { prepare, type PreparedResource } from './prepared.ts';

/** What came of preparing one resource, in a form that goes from thread to thread. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused;
export type Refused = {
  readonly ok: false;
  readonly status: number;
  readonly code: FhirError['code'];
  readonly message: string;
  readonly issues: readonly Issue[];
};

/** One entry of a batch or a transaction: a request, and what it brings. */
export type PreparedEntry = {
  readonly method: string;
  readonly url: string;
  readonly fullUrl: string | undefined;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifNoneExist: string | undefined;
  readonly resource: Outcome<PreparedResource> | undefined;
};

export type PreparedBundle = {
  readonly kind: 'batch' | 'transaction';
  readonly entries: readonly PreparedEntry[];
};

/** More than any visit or any day of a care home makes; each is at least one statement. */
export const mostEntries = 5000;

/** @throws FhirError for what is no batch and no transaction, or too large a one: before anything of it is checked */
export function prepareBundle(validator: ResourceValidator, bundle: JsonObject): PreparedBundle {
  const { resourceType, type: kind, entry = [] } = bundle;
  if (resourceType !== 'Bundle' || (kind !== 'batch' && kind !== 'transaction')) {
    throw new FhirError(400, 'invalid', 'the body must be a Bundle of type batch or transaction');
  }
  if (!Array.isArray(entry)) throw new FhirError(400, 'invalid', 'Bundle.entry must be a list');
  if (entry.length > mostEntries) {
    throw new FhirError(413, 'too-long', `a Bundle has at most ${String(mostEntries)} entries`);
  }
  return { kind, entries: (entry as Json[]).map((one, n) => prepareEntry(validator, one, n)) };
}

function prepareEntry(validator: ResourceValidator, entry: Json, n: number): PreparedEntry {
  const path = `Bundle.entry[${String(n)}]`;
  const request = isJsonObject(entry) ? entry['request'] : undefined;
  if (!isJsonObject(entry) || !isJsonObject(request)) {
    throw new FhirError(400, 'required', `${path}.request is missing`);
  }
  const text = (of: JsonObject, name: string): string | undefined => {
    const value = of[name];
    if (value === undefined || typeof value === 'string') return value;
    throw new FhirError(400, 'invalid', `${path}: ${name} must be a text`);
  };
  const { resource } = entry;
  if (resource !== undefined && !isJsonObject(resource)) {
    throw new FhirError(400, 'invalid', `${path}.resource must be an object`);
  }
  return {
    method: text(request, 'method') ?? '',
    url: text(request, 'url') ?? '',
    fullUrl: text(entry, 'fullUrl'),
    ifMatch: text(request, 'ifMatch'),
    ifNoneMatch: text(request, 'ifNoneMatch'),
    ifNoneExist: text(request, 'ifNoneExist'),
    resource: resource && outcomeOf(() => prepare(validator, resource)),
  };
}

/** @throws whatever is no refusal */
export function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    const { status, code, message, issues } = error;
    return { ok: false, status, code, message, issues };
  }
}

/** @throws FhirError what was refused in the other thread */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new FhirError(outcome.status, outcome.code, outcome.message, outcome.issues);
}
