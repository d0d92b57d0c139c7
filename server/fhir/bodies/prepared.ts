import { nhsNumber } from '../../../domain/nhs-number.ts';
import { columnsOf, type ResourceColumns } from '../../../domain/record/resource-columns.ts';
import { isResourceType, nhsNumberSystem, type ResourceType } from '../../../domain/record/resource-types.ts';
import { FhirError } from '../fhir-error.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import type { Issue } from '../validation/issues.ts';
import type { ResourceValidator } from '../validation/validator.ts';

/** A resource that has been checked, with all that is needed to keep it. What only the record knows is put in later. */
export type PreparedResource = ResourceColumns & {
  readonly type: ResourceType;
  /** The id that it was sent with. */
  readonly givenId: string | undefined;
  /** What `meta` says beside version and time, as JSON without its braces. */
  readonly meta: string;
  /** Everything else, as JSON without its braces. */
  readonly rest: string;
  readonly warnings: readonly Issue[];
};

/** Deeper than any resource is nested, and far from what the stack holds. */
const deepest = 120;
/** A hundred times what a large questionnaire has; a transaction of some thousand entries has as many. */
const mostValues = 600_000;

/** @throws FhirError for what is no JSON, or too much of it to be looked at */
export function readJson(text: string): JsonObject {
  const json = parsed(text);
  if (!isJsonObject(json)) throw new FhirError(400, 'invalid', 'the body must be one resource');
  countValues(json, { left: mostValues });
  return json;
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw new FhirError(400, 'invalid', `the body ${error instanceof Error ? error.message : 'is not JSON'}`);
  }
}

function countValues(value: Json, budget: { left: number }, depth = 0): void {
  budget.left -= 1;
  if (budget.left < 0) throw new FhirError(413, 'too-long', 'the body has too many values');
  if (depth > deepest) throw new FhirError(422, 'too-long', 'the body is nested too deeply');
  if (Array.isArray(value)) for (const one of value as Json[]) countValues(one, budget, depth + 1);
  else if (isJsonObject(value))
    for (const one of Object.values(value)) if (one !== undefined) countValues(one, budget, depth + 1);
}

/** @throws FhirError 422 with all that is wrong; 400 for a type that is not kept in the record */
export function prepare(validator: ResourceValidator, resource: JsonObject): PreparedResource {
  const { resourceType: type, id, meta, ...rest } = resource;
  if (typeof type !== 'string' || !isResourceType(type)) {
    throw new FhirError(400, 'not-supported', 'the resource is of no type that is kept here');
  }
  const issues = [...validator.validate(resource), ...identifierIssues(type, resource)];
  if (issues.some(({ severity }) => severity === 'error')) {
    throw new FhirError(422, 'invalid', 'the resource is not valid', issues);
  }
  return {
    ...columnsOf(type, resource),
    type,
    givenId: typeof id === 'string' ? id : undefined,
    meta: bare(metaKept(meta)),
    rest: bare(rest),
    warnings: issues,
  };
}

/** Version and time are the server's to say. */
function metaKept(meta: Json | undefined): JsonObject {
  if (!isJsonObject(meta)) return {};
  return Object.fromEntries(
    Object.entries(meta).filter(([name]) => name !== 'versionId' && name !== 'lastUpdated'),
  );
}

function bare(object: JsonObject): string {
  return JSON.stringify(object).slice(1, -1);
}

/** One NHS number a patient, and one that can be: what is mistyped would join two people. */
function identifierIssues(type: ResourceType, resource: JsonObject): Issue[] {
  if (type !== 'Patient' || !Array.isArray(resource['identifier'])) return [];
  const numbers = (resource['identifier'] as Json[]).flatMap((one, n) =>
    isJsonObject(one) && one['system'] === nhsNumberSystem ? [{ value: one['value'], n }] : [],
  );
  const issues = numbers
    .filter(({ value }) => typeof value !== 'string' || !isNhsNumber(value))
    .map(({ n }) => issue(`Patient.identifier[${n}].value`, 'is not a valid NHS number of ten digits'));
  return numbers.length > 1
    ? [...issues, issue('Patient.identifier', 'has more than one NHS number')]
    : issues;
}

function isNhsNumber(value: string): boolean {
  return /^\d{10}$/.test(value) && nhsNumber.safeParse(value).success;
}

function issue(path: string, diagnostics: string): Issue {
  return { severity: 'error', code: 'business-rule', expression: [path], diagnostics };
}
