import type { ResourceType } from '../../../domain/record/resource-types.ts';
import type { PreparedResource } from '../bodies/prepared.ts';
import { FhirError } from '../fhir-error.ts';
import type { Query } from './fhir-deps.ts';

/** What a request wants to change. */
export type Change =
  | {
      readonly kind: 'create';
      readonly type: ResourceType;
      readonly resource: PreparedResource;
      /** Nothing is made where something fits these already. */
      readonly ifNoneExist?: Query;
      /** By which others of the same transaction refer to it. */
      readonly fullUrl?: string;
    }
  | {
      readonly kind: 'update';
      readonly type: ResourceType;
      /** By id, or by what fits. */
      readonly id?: string;
      readonly criteria?: Query;
      readonly resource: PreparedResource;
      readonly ifMatch?: number;
      readonly fullUrl?: string;
      readonly method: 'PUT' | 'PATCH';
    }
  | {
      readonly kind: 'delete';
      readonly type: ResourceType;
      readonly id?: string;
      readonly criteria?: Query;
      readonly ifMatch?: number;
    };

/** A change whose resource is known: what was asked for by criteria has been found. */
export type PlacedChange =
  | {
      readonly kind: 'create';
      readonly type: ResourceType;
      readonly id: string;
      readonly resource: PreparedResource;
    }
  | {
      readonly kind: 'update';
      readonly type: ResourceType;
      readonly id: string;
      readonly resource: PreparedResource;
      readonly ifMatch: number | undefined;
      readonly method: 'PUT' | 'PATCH';
    }
  | {
      readonly kind: 'delete';
      readonly type: ResourceType;
      readonly id: string;
      readonly ifMatch: number | undefined;
    }
  /** What fits stands there already, or nothing does: nothing is to be done. */
  | { readonly kind: 'as-it-is'; readonly type: ResourceType; readonly id: string | undefined };

/** What must fit. @throws FhirError where nothing is asked for: everything would fit */
export function criteriaOf(query: Query): Query {
  const criteria = query.filter(([name]) => name !== '_format' && name !== '_pretty');
  const bounded = criteria.every(([name]) => !/^_(count|sort|total|page|include|revinclude)/.test(name));
  if (criteria.length === 0 || !bounded) {
    throw new FhirError(400, 'required', 'criteria are missing, or say more than what must fit');
  }
  return criteria;
}

/** One text for the same criteria, in whatever order they come: those who ask it wait for one another. */
export function criteriaKey(organisationId: string, type: ResourceType, criteria: Query): string {
  const sorted = criteria.map(([name, value]) => `${name}=${value}`).toSorted();
  return JSON.stringify([organisationId, type, ...sorted]);
}
