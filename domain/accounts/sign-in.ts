import { auditActor, may, type PersonActor } from '../actors.ts';
import { type AuditEntry, auditEntry } from '../audit.ts';
import { goAway } from '../duty/set-presence.ts';
import type { Access } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import { transact } from '../transact.ts';
import type { FamilyId, PersonId } from '../ids.ts';
import type { Deps, PersonSecrets } from '../ports.ts';
import { accessFor, type AccountDeps, newRefreshSecret, type RefreshSecret } from './account-deps.ts';
import { auditRefusal } from './refusals.ts';
import type { Me } from './wire.ts';

/** What a browser holds after signing in: the access token for its scripts, the refresh token for its cookie alone. */
export type SignedIn = { access: Access; me: Me; refresh: RefreshSecret };

/**
 * Signs a person in; there is no permission to check yet. Unknown address, wrong password and disabled person get one
 * answer, after the same work, so that addresses cannot be tried out. `from` is the network that asks.
 */
export async function signIn(
  deps: AccountDeps,
  input: { email: string; password: string; from: string },
): Promise<SignedIn> {
  const secrets = await deps.store.reads.findSecretsByEmail(input.email);
  const refusal = await findRefusal(deps, secrets, input.password);
  if (secrets === undefined || refusal !== undefined) {
    await auditRefused(deps, { secrets, reason: refusal ?? 'unknown', from: input.from });
    throw new DomainError('unauthenticated', 'that e-mail address or password is not right');
  }
  const { refresh, family } = await openFamily(deps, secrets);
  return { ...(await describe(deps, secrets.personId, family)), refresh };
}

type SignInRefusal = 'unknown' | 'wrong-password' | 'disabled';

async function findRefusal(
  deps: AccountDeps,
  secrets: PersonSecrets | undefined,
  password: string,
): Promise<SignInRefusal | undefined> {
  if (secrets === undefined) {
    // Hashing costs what verifying costs; without it the quick answer would tell that nobody has this address.
    await deps.passwords.hash(password);
    return 'unknown';
  }
  if (!(await deps.passwords.verify(secrets.passwordHash, password))) {
    return 'wrong-password';
  }
  return secrets.disabled ? 'disabled' : undefined;
}

/** The audit trail names the account that was tried, where it is known; an unknown address may be a typed password. */
async function auditRefused(
  deps: AccountDeps,
  { secrets, reason, from }: { secrets: PersonSecrets | undefined; reason: SignInRefusal; from: string },
): Promise<void> {
  const entry: AuditEntry = {
    actor: { kind: 'system' },
    organisationId: secrets?.organisationId ?? null,
    action: 'person.sign-in-refused',
    subject: { kind: 'person', id: secrets?.personId ?? null },
    detail: { reason },
  };
  await deps.store.transact((tx) => auditRefusal(deps, tx, { entry, from }));
}

async function openFamily(
  deps: AccountDeps,
  { personId, organisationId }: PersonSecrets,
): Promise<{ refresh: RefreshSecret; family: FamilyId }> {
  const family = deps.newId() as FamilyId;
  const { digest, ...refresh } = newRefreshSecret(deps, deps.clock.now());
  await deps.store.transact(async (tx) => {
    await tx.accounts.openFamily({
      id: family,
      personId,
      refreshDigest: digest,
      expiresAt: refresh.expiresAt,
    });
    await tx.audit([
      {
        actor: { kind: 'person', id: personId },
        organisationId,
        action: 'person.signed-in',
        subject: { kind: 'family', id: family },
      },
    ]);
  });
  return { refresh, family };
}

/**
 * For how long a spent refresh token is still good. The reply with the next one may be lost on a bad network or with a server
 * that dies; without this the browser, which can only ask again, would be signed out in the middle of a visit.
 */
const spentIsGoodForMs = 60_000;

/** Spends a refresh token for the next one. One that was spent a while ago is in two hands: the whole family ends. */
export async function refreshAccess(
  deps: AccountDeps,
  input: { refreshToken: string | undefined },
): Promise<SignedIn> {
  if (input.refreshToken === undefined) {
    throw new DomainError('unauthenticated', 'nobody is signed in here');
  }
  const spent = deps.secrets.digest(input.refreshToken);
  const { digest, ...refresh } = newRefreshSecret(deps, deps.clock.now());
  const rotated = await transact(deps, async (tx) => {
    const spentSince = new Date(tx.now.getTime() - spentIsGoodForMs);
    const rotated = await tx.accounts.rotate(spent, { digest, expiresAt: refresh.expiresAt, spentSince });
    if (rotated.found === 'spent') {
      const { familyId } = rotated;
      await tx.accounts.revokeFamily(familyId);
      tx.afterCommit(() => {
        deps.facts.endConnections({ family: familyId }, 'signed-out');
      });
      const person = await tx.accounts.lockPerson(rotated.personId);
      await tx.audit([
        {
          actor: { kind: 'system' },
          organisationId: person?.organisationId ?? null,
          action: 'family.revoked',
          subject: { kind: 'family', id: rotated.familyId },
          detail: { reason: 'refresh-token-reused', personId: rotated.personId },
        },
      ]);
    }
    return rotated;
  });
  // Thrown after the commit: an error inside would have undone the revocation.
  if (rotated.found === 'spent') {
    deps.log.warn('a spent refresh token was used again', { familyId: rotated.familyId });
  }
  if (rotated.found !== 'current') {
    throw new DomainError('unauthenticated', 'the sign-in has ended; sign in again');
  }
  return { ...(await describe(deps, rotated.personId, rotated.familyId)), refresh };
}

async function describe(
  deps: AccountDeps,
  personId: PersonId,
  family: FamilyId,
): Promise<{ access: Access; me: Me }> {
  const [actor, me] = await Promise.all([
    deps.store.reads.findPersonActor(personId, family),
    deps.store.reads.getMe(personId),
  ]);
  if (actor === undefined) {
    throw new DomainError('unauthenticated', 'the sign-in has ended; sign in again');
  }
  return { access: accessFor(deps, actor), me };
}

/** Who is signed in; everybody may know who they are. */
export function readMe(deps: AccountDeps, actor: PersonActor): Promise<Me> {
  return deps.store.reads.getMe(actor.personId);
}

/**
 * Ends the sign-in that the refresh token belongs to, and its sockets. The token itself is the permission; without a
 * live one there is nothing to end. A clinician goes off call, so that nobody rings at an empty chair.
 */
export async function signOut(deps: AccountDeps, input: { refreshToken: string | undefined }): Promise<void> {
  const actor = await findHolder(deps, input.refreshToken);
  if (actor === undefined) {
    return;
  }
  await transact(deps, async (tx) => {
    await tx.accounts.revokeFamily(actor.familyId);
    tx.afterCommit(() => {
      deps.facts.endConnections({ family: actor.familyId }, 'signed-out');
    });
    await tx.audit([
      auditEntry(auditActor(actor), {
        action: 'person.signed-out',
        about: { kind: 'family', id: actor.familyId, organisationId: actor.organisationId },
      }),
    ]);
  });
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

/** Long enough to answer who was signed in where when somebody asks, and no longer. */
const keepMs = 30 * 86_400_000;
/** The batch size: one statement must not occupy a connection for long. */
const batchSize = 5000;

/**
 * Deletes refresh tokens that ended more than 30 days ago: expired, or of a sign-in that was revoked. A spent one
 * stays until then, because that is how the reuse of a stolen one is noticed. Returns how many; several processes may
 * do it at once.
 */
export async function forgetSignIns(deps: Pick<Deps, 'store' | 'clock'>): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - keepMs);
  let forgotten = 0;
  for (;;) {
    const deleted = await deps.store.reads.forgetRefreshTokens(before, batchSize);
    forgotten += deleted;
    if (deleted < batchSize) return forgotten;
  }
}
