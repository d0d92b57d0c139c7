import { isResourceType, type ResourceType } from '../../domain/record/resource-types.ts';
import { FhirError } from './fhir-error.ts';

/** What an address of the record names. */
export type Target =
  | { readonly kind: 'system' }
  | { readonly kind: 'type' | 'type-history' | 'search' | 'validate'; readonly type: ResourceType }
  | {
      readonly kind: 'instance' | 'history' | 'everything' | 'summary' | 'export';
      readonly type: ResourceType;
      readonly id: string;
    }
  | { readonly kind: 'version'; readonly type: ResourceType; readonly id: string; readonly version: number };

/** They stand in tables of their own, with rules of their own: nobody writes them as FHIR. */
const projections: ReadonlySet<string> = new Set([
  ...['Encounter', 'Task', 'ServiceRequest', 'Schedule', 'Slot', 'Appointment', 'AuditEvent', 'Provenance'],
  ...['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService'],
]);

/**
 * Reads an address below that of the record, such as `Patient/1/_history/2`.
 * @throws FhirError 404 for what is not served, 405 for a write of a type that is not kept as FHIR
 */
export function targetOfPath(path: string, method: string): Target {
  const [type = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (type === '') return { kind: 'system' };
  if (!isResourceType(type)) throw unserved(type, method);
  const found = rest.length === 0 ? { kind: 'type' as const, type } : below(type, rest);
  if (found === undefined) throw new FhirError(404, 'not-supported', 'there is no such interaction');
  return found;
}

const id = /^[A-Za-z0-9.-]{1,64}$/;
const ofType: Readonly<Partial<Record<string, 'type-history' | 'search' | 'validate'>>> = {
  _history: 'type-history',
  _search: 'search',
  $validate: 'validate',
};

function below(type: ResourceType, [first = '', second, third, ...more]: string[]): Target | undefined {
  const ofAll = Object.hasOwn(ofType, first) ? ofType[first] : undefined;
  if (ofAll !== undefined) return second === undefined ? { kind: ofAll, type } : undefined;
  if (!id.test(first) || more.length > 0) return undefined;
  if (second === undefined) return { kind: 'instance', type, id: first };
  const ofPatient = second === '$everything' ? 'everything' : second === '$summary' ? 'summary' : undefined;
  if (ofPatient !== undefined && type === 'Patient' && third === undefined) {
    return { kind: ofPatient, type, id: first };
  }
  if (second === '$export' && type === 'Group' && third === undefined)
    return { kind: 'export', type, id: first };
  if (second !== '_history') return undefined;
  if (third === undefined) return { kind: 'history', type, id: first };
  return /^\d{1,9}$/.test(third) ? { kind: 'version', type, id: first, version: Number(third) } : undefined;
}

function unserved(type: string, method: string): FhirError {
  return projections.has(type) && method !== 'GET'
    ? new FhirError(405, 'not-supported', `${type} is not written through the record`)
    : new FhirError(404, 'not-supported', 'there is no such type in the record');
}
