import { mayDo, type RecordClient } from '../../../domain/record/record-client.ts';
import type { SearchCondition, StoredResource } from '../../../domain/record/record-port.ts';
import { isResourceType, resourceTypes, type ResourceType } from '../../../domain/record/resource-types.ts';
import { FhirError } from '../fhir-error.ts';
import type { Include } from '../search-query.ts';
import { requireScope, scopeOf } from './fhir-deps.ts';
import type { Reading } from './reads.ts';

/** More than one page and what belongs to it. */
const mostIncluded = 1000;
/** How often what has come along brings more. */
const mostRounds = 3;

/**
 * What comes along with a page of what was found. All of it or none: a list with a part of what belongs to it would be a wrong list.
 * @throws FhirError 422 where it is more than fits on a page
 */
export async function includedWith(
  reading: Reading,
  matches: readonly StoredResource[],
  includes: readonly Include[],
): Promise<StoredResource[]> {
  const seen = new Set(matches.map(nameOf));
  const included: StoredResource[] = [];
  let level = matches;
  for (let round = 0; round < mostRounds && level.length > 0; round += 1) {
    const asked = includes.filter(({ iterate }) => iterate || round === 0);
    const next: StoredResource[] = [];
    for (const include of asked) {
      for (const one of await broughtBy(reading, include, level)) {
        if (seen.has(nameOf(one))) continue;
        seen.add(nameOf(one));
        next.push(one);
      }
    }
    included.push(...next);
    if (included.length > mostIncluded) throw tooMany();
    level = next;
  }
  return included;
}

async function broughtBy(
  { client, reads }: Reading,
  { kind, source, by, target }: Include,
  level: readonly StoredResource[],
): Promise<StoredResource[]> {
  const found: StoredResource[] = [];
  const search = async (type: ResourceType, condition: SearchCondition) => {
    const page = await reads.searchResources({
      ...{ type, scope: scopeOf(client), conditions: [condition] },
      ...{ newest: 'updated', limit: mostIncluded },
    });
    if (page.next !== undefined) throw tooMany();
    found.push(...page.resources);
  };
  if (kind === '_include') {
    const ids = level.filter(({ type }) => type === source).map(({ id }) => id);
    if (ids.length === 0) return [];
    for (const type of targetsOf(client, by === 'patient' ? 'Patient' : target)) {
      await search(type, { is: 'referred-to', by, type: source, conditions: [{ is: 'one-of', ids }] });
    }
    return found;
  }
  requireScope(client, 's', source);
  for (const [type, ids] of idsByType(level, by === 'patient' ? 'Patient' : target)) {
    await search(source, { is: 'refers-to', by, type, conditions: [{ is: 'one-of', ids }] });
  }
  return found;
}

/** A type that is named must be allowed; of those that are not, the allowed ones come. */
function targetsOf(client: RecordClient, target: ResourceType | undefined): ResourceType[] {
  if (target === undefined) {
    return Object.keys(resourceTypes).filter(
      (type) => isResourceType(type) && mayDo(client, 's', type),
    ) as ResourceType[];
  }
  requireScope(client, 's', target);
  return [target];
}

function idsByType(
  level: readonly StoredResource[],
  only: ResourceType | undefined,
): Map<ResourceType, string[]> {
  const byType = new Map<ResourceType, string[]>();
  for (const { type, id } of level) {
    if (only === undefined || only === type) byType.set(type, [...(byType.get(type) ?? []), id]);
  }
  return byType;
}

function nameOf({ type, id }: StoredResource): string {
  return `${type}/${id}`;
}

function tooMany(): FhirError {
  return new FhirError(422, 'too-costly', 'too much would come along; ask for smaller pages');
}
