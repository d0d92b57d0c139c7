import type { PersonActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import { type AccountDeps, ownEntry } from './account-deps.ts';

/** Changes one's own password; knowing the current one is the permission. Every other sign-in of the person ends. */
export async function changePassword(
  deps: AccountDeps,
  actor: PersonActor,
  input: { current: string; next: string },
): Promise<void> {
  const { passwordHash } = await deps.store.reads.getSecrets(actor.personId);
  if (!(await deps.passwords.verify(passwordHash, input.current))) {
    throw new DomainError('invalid', 'the current password is not right');
  }
  if (input.next === input.current) {
    throw new DomainError('invalid', 'the new password must differ from the current one');
  }
  const hash = await deps.passwords.hash(input.next);
  const revoked = await deps.store.transact(async (tx) => {
    await tx.accounts.setPassword(actor.personId, hash, { mustChange: false });
    const families = await tx.accounts.revokeFamilies(actor.personId, actor.familyId);
    await tx.audit([
      { ...ownEntry(actor), action: 'person.password-changed', detail: { familiesRevoked: families.length } },
    ]);
    return families;
  });
  for (const family of revoked) {
    deps.facts.endConnections({ family }, 'signed-out');
  }
}
