import { isDeepStrictEqual } from 'node:util';
import type { RecordWrites, StoredResource } from '../../../domain/record/record-port.ts';
import { nhsNumberSystem } from '../../../domain/record/resource-types.ts';
import { FhirError } from '../fhir-error.ts';
import type { PlacedChange } from './changes.ts';

type Json = Readonly<Record<string, unknown>>;
type Named = { readonly system?: unknown; readonly value?: unknown; readonly type?: unknown };

/** What the list of a site says of a patient, and how it is called. The rest of the resource is for everybody to change. */
const keptByList: readonly { element: string; called: string; of: (patient: Json) => unknown }[] = [
  { element: 'name', called: 'the name', of: ({ name }) => name },
  { element: 'birthDate', called: 'the date of birth', of: ({ birthDate }) => birthDate },
  {
    element: 'identifier',
    called: 'the NHS number',
    of: ({ identifier }) =>
      named(identifier).flatMap(({ system, value }) => (system === nhsNumberSystem ? [value] : [])),
  },
  { element: 'active', called: 'the status (active)', of: ({ active }) => active },
  {
    element: 'link',
    called: 'the merge with another record (link)',
    of: ({ link }) => named(link).filter(({ type }) => type === 'replaced-by' || type === 'replaces'),
  },
];

/**
 * Refuses what would change who somebody is whom a site of the service has on its list, and their deletion (ADR 46). The resources are
 * locked, so that nobody is put on a list meanwhile.
 * @throws FhirError 409 for a deletion, 422 with every element that is at fault
 */
export async function requireAsListed(
  { findListed }: Pick<RecordWrites, 'findListed'>,
  of: { organisationId: Parameters<RecordWrites['findListed']>[0]; placed: readonly PlacedChange[] },
  standing: ReadonlyMap<string, StoredResource>,
): Promise<void> {
  const changes = of.placed.flatMap((one) =>
    one.type === 'Patient' && (one.kind === 'update' || one.kind === 'delete') ? [one] : [],
  );
  if (changes.length === 0) return;
  const listed = await findListed(
    of.organisationId,
    changes.map(({ id }) => id),
  );
  for (const change of changes) {
    const there = standing.get(`Patient/${change.id}`)?.body;
    if (!listed.has(change.id) || there === null || there === undefined) continue;
    if (change.kind === 'delete') {
      throw new FhirError(409, 'conflict', 'this patient is on a list that a site of the service keeps');
    }
    requireSame(JSON.parse(there) as Json, JSON.parse(`{${change.resource.rest}}`) as Json);
  }
}

function requireSame(before: Json, after: Json): void {
  const issues = keptByList
    .filter(({ of }) => !isDeepStrictEqual(of(before), of(after)))
    .map(({ element, called }) => ({
      ...({ severity: 'error', code: 'business-rule' } as const),
      expression: [`Patient.${element}`] as [string],
      diagnostics: `${called} of this patient is kept by a site of the service`,
    }));
  const [first] = issues;
  if (first !== undefined) throw new FhirError(422, 'business-rule', first.diagnostics, issues);
}

function named(list: unknown): readonly Named[] {
  return Array.isArray(list) ? (list as Named[]) : [];
}
