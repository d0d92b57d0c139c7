import type { AuditActor } from '../actors.ts';
import { callEntry } from '../calls/call-entry.ts';
import type { Call } from '../calls/call.ts';
import { audiencesOf } from '../calls/visit-lock.ts';
import type { DeliveryTools } from '../escalation/deliver.ts';
import type { GuestId, VisitId } from '../ids.ts';
import type { Audience, AuditEntry, Deps, Secrets, Transaction } from '../ports.ts';

/** What inviting needs beyond what other use cases are handed. */
export type InvitingDeps = Deps & {
  secrets: Pick<Secrets, 'token' | 'enrolmentCode' | 'digest'>;
  inviting: DeliveryTools;
};

/** An entry of the audit trail about a guest: ids and codes, never the name that they have typed. */
export function guestEntry(
  by: AuditActor,
  { call, guestId, visitId }: { call: Call; guestId: GuestId; visitId: VisitId },
  action: string,
  detail: AuditEntry['detail'] = {},
): AuditEntry {
  return callEntry(by, call, action, { visitId, guestId, ...detail });
}

/** Raises the numbers of everybody in the visit within the transaction, and says whom to tell after it. */
export async function raiseVisit(tx: Transaction, call: Call, visitId: VisitId): Promise<Audience[]> {
  const told = await audiencesOf(tx, call, visitId);
  await tx.raise(told);
  return told;
}
