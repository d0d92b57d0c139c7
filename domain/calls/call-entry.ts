import type { AuditActor } from '../actors.ts';
import type { AuditEntry } from '../ports.ts';
import type { Call } from './call.ts';

/** An entry of the audit trail about a call. */
export function callEntry(
  actor: AuditActor,
  call: Call,
  action: string,
  detail: AuditEntry['detail'] = {},
): AuditEntry {
  return {
    actor,
    organisationId: call.organisationId,
    action,
    subject: { kind: 'call', id: call.id },
    detail,
  };
}
