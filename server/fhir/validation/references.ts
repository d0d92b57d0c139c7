/** What a reference says of its target: something of the same resource, something with a type, or something that is not ours to read. */
export type Target =
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'literal' | 'conditional'; readonly type: string }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'none' };

/** Reads a literal reference after FHIR R4, 2.3.0.1: relative, absolute, `urn:`, `#` and, in transactions, a search. */
export function targetOf(reference: string): Target {
  if (reference.startsWith('#')) return { kind: 'contained', id: reference.slice(1) };
  if (urn.test(reference)) return { kind: 'elsewhere' };
  if (absolute.test(reference)) return absoluteTarget(reference);
  const literal = relative.exec(reference)?.[1];
  if (literal !== undefined) return { kind: 'literal', type: literal };
  const conditional = search.exec(reference)?.[1];
  return conditional === undefined ? { kind: 'none' } : { kind: 'conditional', type: conditional };
}

const urn = /^urn:(uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|oid:[0-2]([.](0|[1-9][0-9]*))+)$/;
const absolute = /^https?:[/][/][^\s/?#]+/;
const relative =
  /^([A-Z][A-Za-z]+)[/][A-Za-z0-9.-]{1,64}([/]_history[/][A-Za-z0-9.-]{1,64})?(#[A-Za-z0-9.-]+)?$/;
const search = /^([A-Z][A-Za-z]+)[?]\S+$/;
const restful = /[/]([A-Z][A-Za-z]+)[/][A-Za-z0-9.-]{1,64}([/]_history[/][A-Za-z0-9.-]{1,64})?$/;

/** Of an address of a FHIR server the type is known; another address is taken as it is. */
function absoluteTarget(reference: string): Target {
  const type = restful.exec(reference)?.[1];
  return type === undefined ? { kind: 'elsewhere' } : { kind: 'literal', type };
}
