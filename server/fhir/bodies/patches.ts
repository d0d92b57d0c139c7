import {
  applyPatch,
  fhirpathPatchTypedValue,
  OperationOutcomeError,
  parseFhirPathPatchParameters,
} from '@medplum/core';
import type { Parameters } from '@medplum/fhirtypes';
import { FhirError } from '../fhir-error.ts';
import { isJsonObject, isRawNumber, type Json, type JsonObject, parseJson } from '../json.ts';
import { readJson } from './prepared.ts';

/** RFC 6902, or FHIRPath Patch (hl7.org/fhir/R4/fhirpatch.html). */
export type PatchFormat = 'json' | 'fhirpath';

/** More of them is nothing that anybody changes at once. */
const mostOperations = 100;

/**
 * What stands there, changed as the patch says. Type, id and meta of the server are not for a patch to change.
 * @throws FhirError 400 for what is no patch, 422 for one that does not fit
 */
export function patched(job: { text: string; current: string; format: PatchFormat }): JsonObject {
  const before = readJson(job.current);
  const after = job.format === 'json' ? byJsonPatch(before, job.text) : byFhirPath(before, job.text);
  if (after['resourceType'] !== before['resourceType'] || after['id'] !== before['id']) {
    throw new FhirError(422, 'business-rule', 'a patch must not change the type or the id');
  }
  return after;
}

function byJsonPatch(before: JsonObject, text: string): JsonObject {
  const operations = operationsIn(text);
  const holder = { resource: keptDigits(before) };
  const faults = applyPatch(holder.resource, operations as unknown as Operations);
  if (faults.some((fault) => fault !== null)) {
    throw new FhirError(422, 'invalid', 'the patch does not fit the resource');
  }
  return restored(holder.resource);
}

type Operations = GivenTo<typeof applyPatch>[1];
type GivenTo<F> = F extends (...given: infer P) => unknown ? P : never;

function operationsIn(text: string): Json[] {
  const operations = jsonOf(text);
  if (!Array.isArray(operations) || operations.length > mostOperations) {
    throw new FhirError(
      400,
      'invalid',
      `the patch must be a list of up to ${String(mostOperations)} operations`,
    );
  }
  for (const operation of operations as Json[]) {
    if (!isJsonObject(operation) || !isOperation(operation)) {
      throw new FhirError(400, 'invalid', 'an operation of the patch is not one of RFC 6902');
    }
  }
  return (operations as Json[]).map((one) => keptDigits(one));
}

function isOperation({ op, path, from, value }: JsonObject): boolean {
  const isPath = (one: Json | undefined): boolean =>
    typeof one === 'string' &&
    /^(\/[^/]*)*$/.test(one) &&
    !/(^|\/)(__proto__|constructor|prototype)(\/|$)/.test(one);
  if (!isPath(path)) return false;
  if (op === 'move' || op === 'copy') return isPath(from);
  return op === 'remove' || (value !== undefined && (op === 'add' || op === 'replace' || op === 'test'));
}

function byFhirPath(before: JsonObject, text: string): JsonObject {
  const parameters = readJson(text);
  if (parameters['resourceType'] !== 'Parameters') {
    throw new FhirError(400, 'invalid', 'the patch must be Parameters');
  }
  const resource = keptDigits(before);
  try {
    const patch = parseFhirPathPatchParameters(keptDigits(parameters) as unknown as Parameters);
    if (patch.length > mostOperations)
      throw new FhirError(400, 'too-long', 'the patch has too many operations');
    fhirpathPatchTypedValue({ type: before['resourceType'] as string, value: resource }, patch);
  } catch (error) {
    if (error instanceof FhirError) throw error;
    // What the library says may quote the resource.
    const status = error instanceof OperationOutcomeError ? 400 : 422;
    throw new FhirError(status, 'invalid', 'the patch cannot be read, or does not fit the resource');
  }
  return restored(resource);
}

function jsonOf(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw new FhirError(400, 'invalid', 'the patch is not JSON');
  }
}

/** Libraries copy objects, and a number that was kept with its digits is none any more afterwards: it goes as a marked text. */
const mark = '\u0001number:';

function keptDigits<T extends Json>(value: T): T {
  const text = JSON.stringify(value, (_key, one: Json) => (isRawNumber(one) ? `${mark}${one.rawJSON}` : one));
  return JSON.parse(text) as T;
}

function restored(value: JsonObject): JsonObject {
  const text = JSON.stringify(value).replaceAll(/"\\u0001number:([-+.\deE]+)"/g, '$1');
  return readJson(text);
}
