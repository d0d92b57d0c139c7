import { spanOf } from './fhir-time.ts';
import { indexRowsOf, valuesAt } from './index-rows.ts';
import type { IndexRow } from './record-port.ts';
import { definitionOf, nhsNumberSystem, patientIdentifier, type ResourceType } from './resource-types.ts';

type Json = Readonly<Record<string, unknown>>;

/** What stands beside a resource in the store, as its body says it. */
export type ResourceColumns = {
  /** Whom it is about, as it is written there. */
  readonly patient: string | undefined;
  /** When it was true, clinically. */
  readonly at: Date | null;
  readonly index: readonly IndexRow[];
  /** Every reference in it but those to what it contains. */
  readonly references: readonly string[];
};

/** Reads them from a resource; what has not the form of its element says nothing. */
export function columnsOf(type: ResourceType, resource: Json): ResourceColumns {
  const { patient, at } = definitionOf(type);
  const [about] = patient === null || patient === 'id' ? [] : valuesAt(resource, patient);
  const [time] = at === null ? [] : valuesAt(resource, at);
  return {
    patient: referenceOf(about),
    at: spanOf(time)?.from ?? null,
    index: indexRowsOf(type, resource),
    references: [...referencesIn(resource, new Set())],
  };
}

/** The NHS number by which a patient is found. */
export function nhsNumberIn(index: readonly IndexRow[]): string | null {
  for (const row of index) {
    if (row.parameter !== patientIdentifier || row.kind !== 'token') continue;
    if (row.system === nhsNumberSystem) return row.code;
  }
  return null;
}

function referencesIn(value: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const one of value) referencesIn(one, found);
  else if (isObject(value)) {
    const reference = referenceOf(value);
    if (reference !== undefined && !reference.startsWith('#')) found.add(reference);
    for (const one of Object.values(value)) referencesIn(one, found);
  }
  return found;
}

function referenceOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { reference } = value as { reference?: unknown };
  return typeof reference === 'string' ? reference : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
