import type { AuditEntry, Clock, Store } from '../../../domain/ports.ts';
import { auditEntry } from '../../../domain/audit.ts';
import type { AuditAction, AuditDetail } from '../../../domain/audit.ts';
import {
  mayDo,
  type RecordClient,
  type RecordPermission,
  type ScopeType,
} from '../../../domain/record/record-client.ts';
import type { RecordScope, StoredResource } from '../../../domain/record/record-port.ts';
import type { ResourceType } from '../../../domain/record/resource-types.ts';
import { FhirError } from '../fhir-error.ts';
import type { Issue } from '../validation/issues.ts';

/** What the interactions need from outside. */
export type FhirDeps = {
  readonly store: Store;
  readonly newId: () => string;
  readonly clock: Clock;
  /** The address of the record, without a slash at the end. */
  readonly baseUrl: string;
};

/** What is answered to one request, before it is written for HTTP or for an entry of a bundle. */
export type FhirAnswer = {
  readonly status: number;
  /** JSON, as it is sent; undefined for none. */
  readonly body?: string;
  readonly version?: number;
  readonly updatedAt?: Date;
  /** Where what has been written stands, from the address of the record on. */
  readonly location?: string;
  /** Where it is seen how the request goes on. */
  readonly contentLocation?: string;
  readonly warnings?: readonly Issue[];
};

/** Name and value of each parameter. */
export type Query = readonly (readonly [string, string])[];

/** @throws FhirError 403 */
export function requireScope(client: RecordClient, permission: RecordPermission, type: ScopeType): void {
  if (mayDo(client, permission, type)) return;
  throw new FhirError(
    403,
    'forbidden',
    `the token does not allow this: it needs system/${type}.${permission}`,
  );
}

/** The records of one organisation, and no others. */
export function scopeOf({ organisationId }: RecordClient): RecordScope {
  return { organisationIds: [organisationId] };
}

/** Types, ids and numbers, and nothing of what stands in a resource. */
export function recordAudit(
  client: RecordClient,
  what: { action: AuditAction; type: ScopeType; id: string | null; detail?: AuditDetail },
): AuditEntry {
  const { action, type, id, detail = {} } = what;
  return auditEntry(
    { kind: 'record-client', id: client.clientId },
    { action, about: { kind: type, id, organisationId: client.organisationId }, detail },
  );
}

/** That one version of a resource was read, and whom it is about. */
export function readEntry(
  client: RecordClient,
  { type, id, version, patientId }: Omit<StoredResource, 'body' | 'updatedAt'>,
): AuditEntry {
  const detail = { version, ...(type !== 'Patient' && { patientId }) };
  return recordAudit(client, { action: 'record.read', type, id, detail });
}

/**
 * That what is about these patients was read, one entry each, so that it can be said of everybody who has read about them. Those
 * whom the entry of the request names already have none.
 */
export function readAbout(
  client: RecordClient,
  resources: readonly StoredResource[],
  { type, named }: { type: ResourceType; named: string | undefined },
): AuditEntry[] {
  const ids = new Set(resources.map(({ patientId }) => patientId).filter((id) => id !== null));
  return [...ids]
    .filter((id) => id !== named)
    .map((id) =>
      recordAudit(client, { action: 'record.read', type: 'Patient', id, detail: { found: type } }),
    );
}

/** A resource as it stands, with what HTTP says of it. */
export function answerOf(stored: StoredResource, status = 200): FhirAnswer {
  const { body, version, updatedAt } = stored;
  return { status, version, updatedAt, ...(body !== null && { body }) };
}

/** Refuses parameters where none has a meaning: what is asked for would not be what is given. */
export function requireNoParameters(query: Query, known: readonly string[] = []): void {
  const unknown = query.some(([name]) => name !== '_format' && name !== '_pretty' && !known.includes(name));
  if (unknown) throw new FhirError(400, 'not-supported', 'this request takes no such parameter');
}
