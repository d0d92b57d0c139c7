import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isResourceType } from '../../domain/record/resource-types.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../server/fhir/json.ts';
import { type Person, ukPatient } from './uk-people.ts';

/** A resource as it is sent, and the address by which others of its transaction refer to it. */
export type Sent = { readonly address: string; readonly resource: JsonObject };

/** One patient's transaction, with what was taken out of it. */
export type PatientBundle = {
  readonly file: string;
  readonly entries: readonly Sent[];
  /** What of its old identity must stand nowhere in what is sent. */
  readonly formerly: readonly string[];
  readonly leftOut: Readonly<Record<string, number>>;
  /** References to what was left out, which now name it by its identifier. */
  readonly loosened: number;
};

/** Every bundle of a folder, with each patient made one of the United Kingdom, and with what the record does not keep left out. */
export async function readSynthea(folder: string): Promise<PatientBundle[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json.gz')).toSorted();
  const bundles: PatientBundle[] = [];
  for (const [n, file] of files.entries()) {
    const text = gunzipSync(await readFile(path.join(folder, file))).toString();
    bundles.push(bundleFrom(file, { bundle: parseJson(text), number: n }));
  }
  return bundles;
}

/**
 * Takes out what the record does not keep: types that are not in its table. Encounters of calls are shown from tables of their own and are
 * never written; claims, procedures, immunisations and reports have no place in it yet. Who refers to one of them names it by its
 * identifier, which is a reference of R4 too.
 */
export function bundleFrom(
  file: string,
  { bundle, number }: { bundle: Json; number: number },
): PatientBundle {
  const all = entriesOf(bundle);
  const kept = all.filter(({ resource }) => isKept(resource));
  const gone = new Map(
    all
      .filter(({ resource }) => !isKept(resource))
      .map(({ address, resource }) => [address, typeOf(resource)]),
  );
  const leftOut: Record<string, number> = {};
  for (const type of gone.values()) leftOut[type] = (leftOut[type] ?? 0) + 1;
  const count = { loosened: 0 };
  const formerly: string[] = [];
  const entries = kept.map(({ address, resource }) => {
    const loose = loosened(resource, { gone, count }) as JsonObject;
    if (typeOf(resource) !== 'Patient') return { address, resource: loose };
    const person: Person = ukPatient(loose, number);
    formerly.push(...person.formerly);
    return { address, resource: person.resource };
  });
  return { file, entries, formerly, leftOut, loosened: count.loosened };
}

/** The transaction as it is sent: numbers have the digits that they had. */
export function transactionOf(entries: readonly Sent[]): string {
  const entry = entries.map(({ address, resource }) => ({
    fullUrl: address,
    resource,
    request: { method: 'POST', url: typeOf(resource) },
  }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

export function typeOf(resource: JsonObject): string {
  const { resourceType } = resource;
  return typeof resourceType === 'string' ? resourceType : '';
}

function isKept(resource: JsonObject): boolean {
  return isResourceType(typeOf(resource));
}

function entriesOf(bundle: Json): Sent[] {
  const entries = isJsonObject(bundle) && Array.isArray(bundle['entry']) ? (bundle['entry'] as Json[]) : [];
  return entries.map((entry) => {
    const { fullUrl, resource } = isJsonObject(entry) ? entry : {};
    if (typeof fullUrl !== 'string' || !isJsonObject(resource)) throw new Error('an entry has no resource');
    return { address: fullUrl, resource };
  });
}

function loosened(
  value: Json,
  { gone, count }: { gone: ReadonlyMap<string, string>; count: { loosened: number } },
): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => loosened(one, { gone, count }));
  if (!isJsonObject(value)) return value;
  const { reference, ...rest } = value;
  const type = typeof reference === 'string' ? gone.get(reference) : undefined;
  if (typeof reference === 'string' && type !== undefined) {
    count.loosened += 1;
    return { ...rest, type, identifier: { system: 'urn:ietf:rfc:3986', value: reference } };
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      one === undefined ? one : loosened(one, { gone, count }),
    ]),
  );
}
