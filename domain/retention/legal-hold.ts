import { type Actor, auditActor, requireOrganisation, requirePerson, requirePermission } from '../actors.ts';
import { type Call, callEntry } from '../calls/call.ts';
import type { Body } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { CallId, OrganisationId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { LegalHold } from './wire.ts';

const permission = 'retention:manage';

/** The calls of the organisation under a legal hold. */
export function listLegalHolds(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<LegalHold[]> {
  requirePermission(actor, permission);
  requireOrganisation(actor, organisationId, 'organisation');
  return deps.store.reads.listLegalHolds(organisationId);
}

/** A claim, an inquest or the like: the call is kept until somebody lifts the hold, however old it becomes. */
export async function setLegalHold(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { callId, reason }: Body<'setLegalHold'> & { callId: CallId },
): Promise<void> {
  const person = requirePerson(actor, permission);
  await deps.store.transact(async (tx) => {
    const call = await lockOwn(tx, actor, callId);
    await tx.retention.setLegalHold(callId, { reason, by: person.personId });
    await tx.audit([callEntry(auditActor(person), call, 'legal-hold.set', { reason })]);
  });
}

/** Throws `conflict` where there is no hold. */
export async function liftLegalHold(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { callId, reason }: Body<'liftLegalHold'> & { callId: CallId },
): Promise<void> {
  const person = requirePerson(actor, permission);
  await deps.store.transact(async (tx) => {
    const call = await lockOwn(tx, actor, callId);
    if (!(await tx.retention.liftLegalHold(callId))) {
      throw new DomainError('conflict', 'this call is under no legal hold');
    }
    await tx.audit([callEntry(auditActor(person), call, 'legal-hold.lifted', { reason })]);
  });
}

async function lockOwn(tx: Transaction, actor: Actor, callId: CallId): Promise<Call> {
  const call = await tx.calls.lock(callId);
  if (call === undefined) {
    throw new DomainError('not-found', 'no such call');
  }
  requireOrganisation(actor, call.organisationId, 'call');
  return call;
}
