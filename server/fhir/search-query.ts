import {
  type ComparisonPrefix,
  comparisonPrefixes,
  type ResourceSearch,
  type SearchCondition,
  type SearchedReference,
  type Wanted,
} from '../../domain/record/record-port.ts';
import {
  definitionOf,
  isResourceType,
  type ResourceType,
  type SearchParameter,
} from '../../domain/record/resource-types.ts';
import { spanOf } from '../../domain/record/fhir-time.ts';
import { FhirError } from './fhir-error.ts';

/** What comes along: what is referred to by those of `source`, or those of `source` that refer to what is there. */
export type Include = {
  readonly kind: '_include' | '_revinclude';
  readonly source: ResourceType;
  readonly by: SearchedReference;
  /** Left out: of every type. */
  readonly target?: ResourceType;
  /** Of what has come along, too. */
  readonly iterate: boolean;
};

/** What a search asks for, before anybody has said what may be seen. */
export type SearchQuery = Pick<ResourceSearch, 'newest' | 'limit'> & {
  conditions: readonly SearchCondition[];
  ids: readonly string[] | undefined;
  /** The patients that were asked for, by id. */
  patientIds: readonly string[] | undefined;
  /** How the number of all that is found is told. */
  total: 'none' | 'accurate';
  /** The page that was asked for, as its link said it. */
  page: string | undefined;
  /** What comes with what is found. */
  includes: readonly Include[];
  /** Types that are asked about beside the one that is searched. */
  others: readonly ResourceType[];
};

const usualCount = 20;
const largestCount = 200;

/** How many alternatives one parameter may have: longer lists are a mistake, or an attempt at one. */
const mostAlternatives = 100;

/** More of them is nothing that anybody asks for. */
const mostParameters = 30;

/** Nothing that we serve differs by them. */
const ignored = new Set(['_format', '_pretty']);

/**
 * Reads the query of a search for resources of one type (hl7.org/fhir/R4/search.html). What is not known is refused and never
 * left out: a list that is wider than it was asked for is a wrong list.
 * @param entries name and value of each parameter, in their order; those of the address and of the body together
 * @throws FhirError 400
 */
export function readSearch(type: ResourceType, entries: Iterable<readonly [string, string]>): SearchQuery {
  const query: SearchQuery = {
    ...{ conditions: [], newest: 'at', limit: usualCount, total: 'none' },
    ...{ ids: undefined, patientIds: undefined, page: undefined, includes: [], others: [] },
  };
  let parameters = 0;
  for (const [name, value] of entries) {
    parameters += 1;
    if (parameters > mostParameters) {
      throw new FhirError(400, 'too-long', `a search has at most ${String(mostParameters)} parameters`);
    }
    if (ignored.has(name)) continue;
    const [bare = '', modifier] = name.split(':', 2);
    const control = Object.hasOwn(controls, bare) ? controls[bare] : undefined;
    if (bare === '_include' || bare === '_revinclude') {
      const include = includeOf(type, { kind: bare, modifier, value });
      query.includes = [...query.includes, include];
    } else if (control !== undefined && !name.includes('.')) {
      requireNoModifier(name, modifier);
      control(query, value, type);
    } else {
      const others: ResourceType[] = [];
      const condition = conditionFor({ type, name, value }, others);
      query.conditions = [...query.conditions, condition];
      query.others = [...query.others, ...others];
    }
  }
  return query;
}

/** Longer chains are a mistake, or an attempt at one. */
const longestChain = 3;

/**
 * One condition: `code`, `patient.identifier` for what is referred to, `_has:Observation:patient:code` for what refers to it.
 * @param others types that it asks about on its way
 */
function conditionFor(
  { type, name, value }: { type: ResourceType; name: string; value: string },
  others: ResourceType[],
): SearchCondition {
  if (others.length > longestChain) throw new FhirError(400, 'too-long', 'a chain is too long');
  const has = /^_has:(?<source>[A-Za-z]+):(?<by>[a-z-]+):(?<rest>.+)$/.exec(name)?.groups;
  const chain = /^(?<by>[a-z-]+)(:(?<target>[A-Za-z]+))?\.(?<rest>.+)$/.exec(name)?.groups;
  if (has !== undefined) {
    const source = typeNamed(has['source'], name);
    others.push(source);
    const condition = conditionFor({ type: source, name: has['rest'] ?? '', value }, others);
    return {
      ...{ is: 'referred-to', by: referenceNamed(source, has['by'] ?? ''), type: source },
      conditions: [condition],
    };
  }
  if (chain !== undefined) {
    const by = referenceNamed(type, chain['by'] ?? '');
    const target = by === 'patient' ? 'Patient' : typeNamed(chain['target'], name);
    if (chain['target'] !== undefined && chain['target'] !== target) throw unknown(type, name);
    others.push(target);
    const condition = conditionFor({ type: target, name: chain['rest'] ?? '', value }, others);
    return { is: 'refers-to', by, type: target, conditions: [condition] };
  }
  if (name === '_id') return { is: 'one-of', ids: alternativesOf('_id', value) };
  if ((name === 'patient' || name === 'subject') && others.length > 0) {
    return { is: 'of-patients', patientIds: patientsIn(value, { type, name }) };
  }
  const [bare = '', modifier] = name.split(':', 2);
  return conditionOf(parameterOf(type, bare), { name, modifier, value });
}

function typeNamed(type: string | undefined, name: string): ResourceType {
  if (type !== undefined && isResourceType(type)) return type;
  throw new FhirError(400, 'not-supported', `${safe(name)}: a type that is kept here must be named`);
}

/** @throws FhirError 400 for what is no reference of the type */
function referenceNamed(type: ResourceType, name: string): SearchedReference {
  const { patient, parameters } = definitionOf(type);
  if (patient !== null && patient !== 'id' && (name === 'patient' || name === patient)) return 'patient';
  const found = parameters.find((one) => one.name === name && one.kind === 'reference');
  if (found === undefined) throw unknown(type, name);
  return found.id;
}

function includeOf(
  type: ResourceType,
  { kind, modifier, value }: { kind: Include['kind']; modifier: string | undefined; value: string },
): Include {
  if (modifier !== undefined && modifier !== 'iterate') throw modifierRefused(kind);
  const [source, name = '', target, ...more] = value.split(':');
  const from = typeNamed(source, kind);
  const iterate = modifier === 'iterate';
  if (more.length > 0 || (kind === '_include' && from !== type && !iterate)) {
    throw new FhirError(
      400,
      'value',
      `${kind} must be a type and a reference of it, such as Observation:patient`,
    );
  }
  const by = referenceNamed(from, name);
  return {
    ...{ kind, source: from, by, iterate },
    ...(target !== undefined && { target: typeNamed(target, kind) }),
  };
}

const controls: Readonly<
  Partial<Record<string, (query: SearchQuery, value: string, type: ResourceType) => void>>
> = {
  _id: (query, value) => {
    query.ids = narrowed(query.ids, alternativesOf('_id', value));
  },
  patient: (query, value, type) => {
    readPatient(query, value, { type, name: 'patient' });
  },
  subject: (query, value, type) => {
    readPatient(query, value, { type, name: 'subject' });
  },
  _lastUpdated: (query, value) => {
    const wanted = alternativesOf('_lastUpdated', value).map((one) => dateWanted(one, '_lastUpdated'));
    query.conditions = [...query.conditions, { is: 'updated', wanted }];
  },
  _count: (query, value) => {
    if (!/^\d{1,6}$/.test(value)) throw new FhirError(400, 'value', '_count must be a whole number');
    Object.assign(query, { limit: Math.min(Math.max(Number(value), 1), largestCount) });
  },
  _sort: (query, value, type) => {
    const newest = newestBy(type, value);
    if (newest === undefined) {
      throw new FhirError(
        400,
        'not-supported',
        '_sort can be -_lastUpdated, or the date of this type with - before it',
      );
    }
    Object.assign(query, { newest });
  },
  _total: (query, value) => {
    if (value !== 'none' && value !== 'accurate') {
      throw new FhirError(400, 'not-supported', '_total can be none or accurate');
    }
    query.total = value;
  },
  _page: (query, value) => {
    query.page = value;
  },
};

/** The date of a type is the parameter that reads what the type is sorted by. */
function newestBy(type: ResourceType, value: string): ResourceSearch['newest'] | undefined {
  if (value === '-_lastUpdated') return 'updated';
  const { at, parameters } = definitionOf(type);
  return parameters.some(({ name, path }) => `-${name}` === value && path === at) ? 'at' : undefined;
}

function readPatient(query: SearchQuery, value: string, of: { type: ResourceType; name: string }): void {
  query.patientIds = narrowed(query.patientIds, patientsIn(value, of));
}

function patientsIn(value: string, of: { type: ResourceType; name: string }): string[] {
  if (of.type === 'Patient' || definitionOf(of.type).patient === null) throw unknown(of.type, of.name);
  const ids = alternativesOf(of.name, value).map(
    (one) => /^(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/.exec(one)?.[1],
  );
  const known = ids.filter((id) => id !== undefined);
  if (known.length < ids.length) {
    throw new FhirError(400, 'value', `${of.name} must be an id of a patient, such as Patient/123`);
  }
  return known;
}

/** A parameter that comes twice must hold twice. */
function narrowed(before: readonly string[] | undefined, wanted: readonly string[]): readonly string[] {
  return before === undefined ? wanted : before.filter((one) => wanted.includes(one));
}

function parameterOf(type: ResourceType, name: string): SearchParameter {
  const found = definitionOf(type).parameters.find((parameter) => parameter.name === name);
  if (found === undefined) throw unknown(type, name);
  return found;
}

function unknown(type: ResourceType, name: string): FhirError {
  return new FhirError(400, 'not-supported', `${type} cannot be searched by ${safe(name)}`);
}

/** What somebody has sent as a name, as far as it looks like one: a value that has got into its place is not told. */
function safe(name: string): string {
  return /^[_a-zA-Z][a-zA-Z-]{0,40}(:[a-zA-Z-]{1,40})?$/.test(name) ? name : 'a parameter of that name';
}

function requireNoModifier(name: string, modifier: string | undefined): void {
  if (modifier !== undefined) throw modifierRefused(name);
}

function modifierRefused(name: string): FhirError {
  return new FhirError(400, 'not-supported', `${safe(name)}: this modifier is not supported`);
}

type Said = { name: string; modifier: string | undefined; value: string };

function conditionOf({ id, kind }: SearchParameter, said: Said): SearchCondition {
  const { name, modifier, value } = said;
  const stored = kind === 'uri' ? 'token' : kind;
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') {
      throw new FhirError(400, 'value', `${safe(name)} must be true or false`);
    }
    return { parameter: id, is: value === 'true' ? 'missing' : 'present', kind: stored };
  }
  const is = modifier === 'not' && kind === 'token' ? 'none-of' : 'any-of';
  const wanted = alternativesOf(name, value).map((one) => readers[kind](one, said));
  return { parameter: id, is, wanted };
}

/** Commas part alternatives; one that belongs to a value has a backslash before it. */
function alternativesOf(name: string, value: string): string[] {
  const parts = split(value, ',');
  if (parts.length > mostAlternatives) {
    throw new FhirError(
      400,
      'too-long',
      `${safe(name)} has more than ${String(mostAlternatives)} alternatives`,
    );
  }
  if (parts.some((part) => part === '')) throw new FhirError(400, 'value', `${safe(name)} is empty`);
  return parts;
}

/** Parts at a character that has no backslash before it; backslashes stay for whoever parts further. */
function split(text: string, at: ',' | '|'): string[] {
  const parts: string[] = [];
  let part = '';
  for (let n = 0; n < text.length; n += 1) {
    const letter = text.charAt(n);
    if (letter === at) {
      parts.push(part);
      part = '';
      continue;
    }
    const taken = letter === '\\' ? text.slice(n, n + 2) : letter;
    n += taken.length - 1;
    part += taken;
  }
  return [...parts, part];
}

/** What a value says once its backslashes have done their work. */
function plain(text: string): string {
  return text.replaceAll(/\\([\\,|$])/g, '$1');
}

type Reader = (value: string, said: Said) => Wanted;

const readers: Readonly<Record<SearchParameter['kind'], Reader>> = {
  token: (value, { name, modifier }) => {
    if (modifier !== undefined && modifier !== 'not') throw modifierRefused(name);
    const parts = split(value, '|').map(plain);
    const [first = '', code] = parts;
    if (parts.length > 2) throw new FhirError(400, 'value', `${safe(name)} must be a code, or system|code`);
    if (code === undefined) return { kind: 'token', code: first };
    const system = first === '' ? null : first;
    return code === '' ? { kind: 'token', system } : { kind: 'token', system, code };
  },

  uri: (value, { name, modifier }) => {
    requireNoModifier(name, modifier);
    return { kind: 'token', code: plain(value) };
  },

  reference: (value, { name, modifier }) => {
    const [, type, id] = /^(?:([A-Z][A-Za-z]+)\/)?([A-Za-z0-9\-.]{1,64})$/.exec(value) ?? [];
    if (id === undefined) {
      if (modifier !== undefined) throw modifierRefused(name);
      return { kind: 'reference', targetId: plain(value) };
    }
    const named = modifier ?? type;
    if (modifier !== undefined && !/^[A-Z][A-Za-z]+$/.test(modifier)) throw modifierRefused(name);
    if (type !== undefined && type !== named) {
      throw new FhirError(400, 'value', `${safe(name)} names two different types`);
    }
    return named === undefined
      ? { kind: 'reference', targetId: id }
      : { kind: 'reference', targetType: named, targetId: id };
  },

  string: (value, { name, modifier }) => {
    const match = modifier ?? 'starts';
    if (modifier !== undefined && modifier !== 'contains' && modifier !== 'exact')
      throw modifierRefused(name);
    return { kind: 'string', match: match as 'starts' | 'contains' | 'exact', text: plain(value) };
  },

  date: (value, { name, modifier }) => {
    requireNoModifier(name, modifier);
    return dateWanted(value, name);
  },

  quantity: (value, { name, modifier }) => {
    requireNoModifier(name, modifier);
    const [amount = '', system, code, ...more] = split(value, '|').map(plain);
    const { prefix, rest } = prefixed(amount);
    if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(rest) || more.length > 0) {
      throw new FhirError(400, 'value', `${safe(name)} must be a number, or number|system|code`);
    }
    return {
      ...{ kind: 'quantity', prefix, value: rest, ...around(rest) },
      ...(system !== undefined && system !== '' && { system }),
      ...(code !== undefined && code !== '' && { code }),
    };
  },
};

function dateWanted(value: string, name: string): Extract<Wanted, { kind: 'date' }> {
  const { prefix, rest } = prefixed(value);
  const span = spanOf(rest);
  if (span === undefined || span.from === null || span.until === null) {
    throw new FhirError(
      400,
      'value',
      `${safe(name)} must be a date such as 2026-11-30, or a time with its zone`,
    );
  }
  return { kind: 'date', prefix, from: span.from, until: span.until };
}

function prefixed(value: string): { prefix: ComparisonPrefix; rest: string } {
  const prefix = comparisonPrefixes.find((one) => value.startsWith(one));
  return prefix === undefined ? { prefix: 'eq', rest: value } : { prefix, rest: value.slice(2) };
}

/** Half a unit of the last digit on both sides, counted in whole numbers so that nothing is lost. */
function around(number: string): { low: string; high: string } {
  const [whole = '', fraction = ''] = number.split('.');
  const scaled = BigInt(`${whole}${fraction}`) * 10n;
  const places = fraction.length + 1;
  return { low: decimal(scaled - 5n, places), high: decimal(scaled + 5n, places) };
}

function decimal(scaled: bigint, places: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const sign = scaled < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
