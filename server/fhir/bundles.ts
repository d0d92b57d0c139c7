import { FhirError } from './fhir-error.ts';

/** An entry of a bundle that is answered; a resource is JSON, as it is kept. */
export type BundleEntry = {
  readonly fullUrl?: string;
  readonly resource?: string;
  readonly search?: { readonly mode: 'match' | 'include' };
  readonly request?: { readonly method: string; readonly url: string };
  readonly response?: {
    readonly status: string;
    readonly location?: string;
    readonly etag?: string;
    readonly lastModified?: string;
    readonly outcome?: object;
  };
};

export type BundleLink = { readonly relation: 'self' | 'next'; readonly url: string };

/** Resources go into a bundle as they are kept: nothing is read and written again, and their numbers keep their digits. */
export function bundleOf(
  type: 'searchset' | 'history' | 'batch-response' | 'transaction-response' | 'document',
  parts: {
    entries: readonly BundleEntry[];
    links?: readonly BundleLink[];
    total?: number;
    /** Of a document: which one it is, and when it was put together. */
    identifier?: { readonly system: string; readonly value: string };
    timestamp?: string;
  },
): string {
  const { entries, links, total, identifier, timestamp } = parts;
  const all = { resourceType: 'Bundle', identifier, type, timestamp, total, link: links };
  const head = JSON.stringify(all).slice(0, -1);
  // A list must not be empty in FHIR.
  if (entries.length === 0) return `${head}}`;
  return `${head},"entry":[${entries.map(entryText).join(',')}]}`;
}

function entryText({ resource, fullUrl, ...rest }: BundleEntry): string {
  const parts = [
    ...(fullUrl === undefined ? [] : [`"fullUrl":${JSON.stringify(fullUrl)}`]),
    ...(resource === undefined ? [] : [`"resource":${resource}`]),
    ...Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
  ];
  return `{${parts.join(',')}}`;
}

/** The key of a page, as a link carries it. */
export type PageKey = { readonly at: Date | null; readonly pk: string; readonly version?: number };

/** Links to this page and to the next one. */
export function pageFor(of: {
  url: string;
  query: readonly (readonly [string, string])[];
  next: PageKey | undefined;
}): BundleLink[] {
  const { url, query, next } = of;
  const to = (entries: readonly (readonly [string, string])[]): string => {
    const text = new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    return text === '' ? url : `${url}?${text}`;
  };
  const self: BundleLink = { relation: 'self', url: to(query) };
  if (next === undefined) return [self];
  const others = query.filter(([name]) => name !== '_page');
  return [self, { relation: 'next', url: to([...others, ['_page', keyText(next)]]) }];
}

function keyText({ at, pk, version }: PageKey): string {
  const parts = [at?.toISOString() ?? '', pk, ...(version === undefined ? [] : [String(version)])];
  return Buffer.from(parts.join(' ')).toString('base64url');
}

/** @throws FhirError 400 */
export function keyFrom(page: string): PageKey {
  const text = Buffer.from(page, 'base64url').toString();
  const parts = /^(?<at>\d{4}-\d\d-\d\dT[\d:.]+Z|) (?<pk>\d{1,18})( (?<version>\d{1,9}))?$/.exec(
    text,
  )?.groups;
  const at = parts?.['at'] === undefined || parts['at'] === '' ? null : new Date(parts['at']);
  const pk = parts?.['pk'];
  if (pk === undefined || (at !== null && Number.isNaN(at.getTime()))) {
    throw new FhirError(400, 'value', '_page is not one of this list');
  }
  const version = parts?.['version'];
  return { at, pk, ...(version !== undefined && { version: Number(version) }) };
}
