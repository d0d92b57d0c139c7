import type { IndexRow } from './record-port.ts';
import { definitionOf, type ResourceType, type SearchParameter } from './resource-types.ts';
import { spanOf } from './fhir-time.ts';

type Json = Readonly<Record<string, unknown>>;

/** The elements of data types that are looked at. */
type Parts = Readonly<
  Partial<Record<'coding' | 'code' | 'value' | 'system' | 'unit' | 'reference' | 'rawJSON', unknown>>
>;

/** Every value by which a resource is found, each once. What has not the form of its element is not found by it. */
export function indexRowsOf(type: ResourceType, resource: Json): IndexRow[] {
  return onceEach(
    definitionOf(type).parameters.flatMap((parameter) =>
      valuesAt(resource, parameter.path).flatMap((value) => rowsOf(parameter, value)),
    ),
  );
}

/** The same values, each once. */
export function onceEach(rows: readonly IndexRow[]): IndexRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

/** What stands at a path: lists are gone through, `[x]` is any type of the element. */
export function valuesAt(resource: Json, path: string): unknown[] {
  let found: unknown[] = [resource];
  for (const step of path.split('.')) found = found.flatMap((one) => valuesOf(one, step));
  return found;
}

function valuesOf(element: unknown, step: string): unknown[] {
  if (!isObject(element)) return [];
  if (!step.endsWith('[x]')) return listed(element[step]);
  const name = new RegExp(`^${step.slice(0, -'[x]'.length)}[A-Z]`);
  return Object.entries(element).flatMap(([key, value]) => (name.test(key) ? listed(value) : []));
}

function listed(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function rowsOf({ id, kind }: SearchParameter, value: unknown): IndexRow[] {
  if (kind === 'token') return tokensOf(value).map((token) => ({ parameter: id, kind, ...token }));
  if (kind === 'uri') {
    return typeof value === 'string' ? [{ parameter: id, kind: 'token', system: null, code: value }] : [];
  }
  if (kind === 'reference') return referencesOf(value).map((to) => ({ parameter: id, kind, ...to }));
  if (kind === 'string') {
    return textsOf(value).map((text) => ({ parameter: id, kind, text, folded: folded(text) }));
  }
  if (kind === 'quantity') return quantitiesOf(value).map((one) => ({ parameter: id, kind, ...one }));
  const span = spanOf(value);
  return span === undefined ? [] : [{ parameter: id, kind, ...span }];
}

type Token = { system: string | null; code: string };

/** Of a code, a boolean, a Coding, a CodeableConcept, or an Identifier. */
function tokensOf(value: unknown): Token[] {
  if (typeof value === 'string') return [{ system: null, code: value }];
  if (typeof value === 'boolean') return [{ system: null, code: String(value) }];
  if (!isObject(value)) return [];
  if (Array.isArray(value.coding)) return value.coding.flatMap(tokensOf);
  const code = value.code ?? value.value;
  return typeof code === 'string' ? [{ system: textOrNull(value.system), code }] : [];
}

const relative = /^(?<type>[A-Z][A-Za-z]+)\/(?<id>[A-Za-z0-9\-.]{1,64})(\/_history\/[^/]+)?$/;

/** A resource of ours, or the address of somebody else's. */
function referencesOf(value: unknown): { targetType: string | null; targetId: string }[] {
  return isObject(value) && typeof value.reference === 'string' ? [targetNamedBy(value.reference)] : [];
}

/** What a literal reference names: a resource of ours, or with a null type the address of somebody else's. */
export function targetNamedBy(reference: string): { targetType: string | null; targetId: string } {
  const { type, id } = relative.exec(reference)?.groups ?? {};
  if (type === undefined || id === undefined) return { targetType: null, targetId: reference };
  return { targetType: type, targetId: id };
}

/** Of a string, or the parts of a HumanName. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!isObject(value)) return [];
  return ['text', 'family', 'given', 'prefix', 'suffix']
    .flatMap((part) => listed(value[part]))
    .filter((text) => typeof text === 'string');
}

function quantitiesOf(value: unknown): { value: string; system: string | null; code: string | null }[] {
  if (!isObject(value)) return [];
  const number = digitsOf(value.value);
  if (number === undefined) return [];
  const code = textOrNull(value.code) ?? textOrNull(value.unit);
  return [{ value: number, system: textOrNull(value.system), code }];
}

/** Of a number, or of one that was read with its digits kept (`JSON.rawJSON`). */
function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return isObject(value) ? (textOrNull(value.rawJSON) ?? undefined) : undefined;
}

/** Without case and accents, and with one space where there are several: `O’Néill ` is found as `o’neill`. */
export function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

function isObject(value: unknown): value is Json & Parts {
  return typeof value === 'object' && value !== null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
