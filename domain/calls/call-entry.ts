import type { AuditActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import type { Call } from './call.ts';

/** An entry of the audit trail about a call. */
export function callEntry(
  actor: AuditActor,
  { id, organisationId }: Pick<Call, 'id' | 'organisationId'>,
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return auditEntry(actor, { action, about: { kind: 'call', id, organisationId }, detail });
}
