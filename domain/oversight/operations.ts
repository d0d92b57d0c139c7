import { type Actor, auditActor, requirePerson } from '../actors.ts';
import type { AccessTokens, Deps } from '../ports.ts';

/** What tells the operators' passes from the access tokens is the audience that they are signed for. */
export type OperationsDeps = Deps & { passes: AccessTokens };

/** A pass for the pages on which operators watch the service at work; that somebody looks is audited. */
export async function openOperations(
  deps: OperationsDeps,
  actor: Actor,
): Promise<{ token: string; expiresAt: Date }> {
  const person = requirePerson(actor, 'operations:read');
  await deps.store.transact((tx) =>
    tx.audit([
      {
        actor: auditActor(person),
        organisationId: person.organisationId,
        action: 'operations.opened',
        subject: { kind: 'person', id: person.personId },
      },
    ]),
  );
  return deps.passes.issue(person);
}
