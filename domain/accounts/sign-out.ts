import { may, type PersonActor } from '../actors.ts';
import { goAway } from '../clinicians/duty.ts';
import { type AccountDeps, ownEntry } from './account-deps.ts';

/**
 * Ends the sign-in that the refresh token belongs to, and its sockets. The token itself is the permission; without a
 * live one there is nothing to end. A clinician goes off call, so that nobody rings at an empty chair.
 */
export async function signOut(deps: AccountDeps, input: { refreshToken: string | undefined }): Promise<void> {
  const actor = await findHolder(deps, input.refreshToken);
  if (actor === undefined) {
    return;
  }
  await deps.store.transact(async (tx) => {
    await tx.accounts.revokeFamily(actor.familyId);
    await tx.audit([
      { ...ownEntry(actor), action: 'person.signed-out', subject: { kind: 'family', id: actor.familyId } },
    ]);
  });
  deps.facts.endConnections({ family: actor.familyId }, 'signed-out');
  if (may(actor, 'presence:set')) {
    await goAway(deps, actor);
  }
}

async function findHolder(
  deps: AccountDeps,
  refreshToken: string | undefined,
): Promise<PersonActor | undefined> {
  if (refreshToken === undefined) {
    return undefined;
  }
  const family = await deps.store.reads.findFamily(deps.secrets.digest(refreshToken));
  return family === undefined
    ? undefined
    : deps.store.reads.findPersonActor(family.personId, family.familyId);
}
