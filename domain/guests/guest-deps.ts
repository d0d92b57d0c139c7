import type { AuditActor } from '../actors.ts';
import type { AuditAction, AuditDetail, AuditEntry } from '../audit.ts';
import type { DeliveryTools } from '../escalation/deliver.ts';
import type { GuestId } from '../ids.ts';
import type { Deps, Secrets } from '../ports.ts';
import { originEntry, type Visit } from '../visits/visit.ts';

/** The dependencies of inviting, beyond those of other use cases. */
export type InvitingDeps = Deps & {
  secrets: Pick<Secrets, 'token' | 'enrolmentCode' | 'digest'>;
  inviting: DeliveryTools;
};

/** An entry of the audit trail about a guest: ids and codes, never the name that they have typed. */
export function guestEntry(
  by: AuditActor,
  { visit, guestId }: { visit: Visit; guestId: GuestId },
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return originEntry(by, visit, action, { guestId, ...detail });
}
