import { type Actor, auditActor, requireOrganisation, requirePermission, requirePerson } from '../actors.ts';
import { audienceOf } from '../actor-kinds.ts';
import { reachableForMs } from '../clinicians/presence.ts';
import type { EndpointReply } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { CallId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { Board, StateReply } from '../states/wire.ts';

/** The whole state of the asking station, clinician or guest. */
export async function readState(deps: Deps, actor: Actor): Promise<StateReply> {
  const audience = audienceOf(actor);
  if (audience === undefined) {
    throw new DomainError('forbidden', 'this needs the permission call:answer');
  }
  const { reads } = deps.store;
  return { ...(await reads.getState(audience)), writable: reads.isWritable() };
}

/** Who is on call and what waits in the actor's organisation. */
export async function readBoard(deps: Deps, actor: Actor): Promise<Board> {
  requirePermission(actor, 'board:read');
  const { reads } = deps.store;
  const reachableSince = new Date(deps.clock.now().getTime() - reachableForMs);
  return { ...(await reads.getBoard(actor.organisationId, reachableSince)), writable: reads.isWritable() };
}

/** One call with what staff said of the patient. A clinician sees those that rang at them; every read is audited. */
export async function readCall(
  deps: Deps,
  actor: Actor,
  { callId }: { callId: CallId },
): Promise<EndpointReply<'readCall'>> {
  const person = requirePerson(actor, 'call:read');
  const { card, organisationId, phase, offeredTo } = await deps.store.reads.getCallCard(callId);
  requireOrganisation(person, organisationId, 'call');
  if (!person.roles.includes('administrator') && !offeredTo.includes(person.personId)) {
    throw new DomainError('forbidden', 'this call has not rung at you');
  }
  await deps.store.transact((tx) =>
    tx.audit([
      {
        actor: auditActor(person),
        organisationId,
        action: 'call.read',
        subject: { kind: 'call', id: callId },
      },
    ]),
  );
  return { ...card, phase };
}
